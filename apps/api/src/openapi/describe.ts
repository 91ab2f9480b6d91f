import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { z } from 'zod';

/** Where the description of a route is kept. */
export const ROUTE_DESCRIPTION = 'caseline:description';

/** What OpenAPI says of a route beside its path, method and access rule. */
export interface RouteDescription {
  readonly summary: string;
  readonly tag: string;
  readonly operationId: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly example?: unknown;
  /** Status and schema of the good answer; no schema: no body, or a stream. */
  readonly answer: { readonly status: number; readonly schema?: z.ZodType; readonly type?: string };
  /** Another status that the same body can come with: the answer is whole, but the news is bad. */
  readonly alsoStatus?: number;
  /** Who may use it, where the access rule leaves that to the handler. */
  readonly roles?: readonly string[];
  /** Request headers that the route understands. */
  readonly headers?: readonly ('Idempotency-Key' | 'If-Match' | 'Last-Event-ID')[];
  /** Problem codes that this route can answer beside the general ones. */
  readonly problems?: readonly string[];
  /** One route that stands for several paths: each is described on its own. */
  readonly variants?: readonly RouteVariant[];
}

/** One path of a route with a parameter of few values, such as `{command}`. */
export interface RouteVariant {
  readonly parameter: string;
  readonly value: string;
  readonly summary: string;
  readonly operationId: string;
  readonly body: z.ZodType;
  readonly example: unknown;
  readonly roles: readonly string[];
  /** States of the case in which it is available, from the chart. */
  readonly allowedIn?: readonly string[];
}

/** Describes a route for OpenAPI; a route without a description fails a test. */
export const Describe = (description: RouteDescription): CustomDecorator =>
  SetMetadata(ROUTE_DESCRIPTION, description);
