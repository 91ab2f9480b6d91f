import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { faultsOf, problem, type Fault } from '../problems/problem.ts';

/** Parses a body, query or parameter with its schema; every fault is named with its pointer. */
export class ZodPipe<Schema extends z.ZodType> implements PipeTransform<unknown, z.output<Schema>> {
  readonly #schema: Schema;

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  transform(value: unknown, from: ArgumentMetadata): z.output<Schema> {
    return parseRequest(this.#schema, value, from);
  }
}

/** Where a value stands in a request; in the body when nothing is said. */
type Place = Pick<ArgumentMetadata, 'type' | 'data'>;

/** Parses part of a request; throws the problem `invalid-request`. */
export function parseRequest<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  place: Place = { type: 'body' },
): z.output<Schema> {
  const parsed = schema.safeParse(value ?? {}, { reportInput: true });
  if (parsed.success) return parsed.data;
  const errors = faultsOf(parsed.error).map((fault) => faultAt(place, fault));
  const detail = errors.length === 1 ? 'One field is wrong.' : `${errors.length} fields are wrong.`;
  throw problem('invalid-request', detail, { errors });
}

/** Only a body has JSON pointers: parameters and headers go by their names. */
function faultAt({ type, data = '' }: Place, fault: Fault): Fault {
  if (type === 'body') return fault;
  return { ...fault, pointer: type === 'param' ? data : fault.pointer.slice(1) };
}
