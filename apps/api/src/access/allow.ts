import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { TokenRole } from './principal.ts';

/** Where the access rule of a route is kept. */
export const ACCESS_RULE = 'caseline:access';

/** Who may use a route. A route without a rule is used by nobody. */
export type AccessRule =
  | { readonly kind: 'public' }
  /** Any valid token; the handler decides, as for commands, whose rules name their roles. */
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'roles'; readonly roles: readonly TokenRole[] };

/** Anybody, without a token. */
export const AllowAnybody = (): CustomDecorator => SetMetadata(ACCESS_RULE, { kind: 'public' });

/** Anybody with a valid token. */
export const AllowAuthenticated = (): CustomDecorator =>
  SetMetadata(ACCESS_RULE, { kind: 'authenticated' });

/** Whoever has one of the roles. */
export const Allow = (...roles: readonly TokenRole[]): CustomDecorator =>
  SetMetadata(ACCESS_RULE, { kind: 'roles', roles });
