import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { faultsOf, problem } from '../problems/problem.ts';

/** Parses a body, query or parameter with its schema; every fault is named with its pointer. */
export class ZodPipe<Schema extends z.ZodType> implements PipeTransform<unknown, z.output<Schema>> {
  readonly #schema: Schema;

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  transform(value: unknown): z.output<Schema> {
    return parseRequest(this.#schema, value);
  }
}

/** Parses part of a request; throws the problem `invalid-request`. */
export function parseRequest<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const errors = faultsOf(parsed.error);
  const detail = errors.length === 1 ? 'One field is wrong.' : `${errors.length} fields are wrong.`;
  throw problem('invalid-request', detail, { errors });
}
