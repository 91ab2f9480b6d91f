import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { problem } from '../problems/problem.ts';
import { ACCESS_RULE, type AccessRule } from './allow.ts';
import type { Principal } from './principal.ts';
import { TokenRefused, TokenVerifier } from './token-verifier.ts';

/** A request whose token was checked. */
export interface AuthenticatedRequest extends FastifyRequest {
  principal: Principal;
}

/** Lets a request in by the rule of its route; a route without a rule lets nobody in. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(TokenVerifier) private readonly tokens: TokenVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (rule?.kind === 'public') return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    request.principal = await this.#principalOf(request);
    if (rule?.kind === 'authenticated') return true;
    if (rule?.roles.some((role) => request.principal.roles.includes(role))) return true;
    throw problem('role-missing', 'None of your roles may use this resource.', {
      facts: { allowedRoles: rule?.roles ?? [] },
    });
  }

  async #principalOf(request: FastifyRequest): Promise<Principal> {
    try {
      return await this.tokens.verify(request.headers.authorization);
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error;
      throw problem('unauthenticated', error.message, {
        headers: { 'www-authenticate': 'Bearer realm="caseline"' },
      });
    }
  }
}
