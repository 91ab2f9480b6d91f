import type { EventStep } from '../mapping/event-rules.ts';
import { NoValue, type Columns, type PlainValue, type Template } from '../mapping/template.ts';
import type { Refusal } from './outcome.ts';

/** What a command says, after its schema. */
export type Payload = Readonly<Record<string, unknown>>;

/** The filled and parsed payload of a step; `fixed` goes before what the mapping says. */
export function payloadOf(
  { name, payload, definition }: EventStep,
  columns: Columns,
  fixed: Payload,
): Payload | PayloadRefusal {
  const filled = filledOrRefused(payload, columns);
  if (filled instanceof PayloadRefusal) return filled;
  const parsed = definition.schema.safeParse({ ...Object(filled), ...fixed });
  if (parsed.success) return parsed.data as Payload;
  const [issue] = parsed.error.issues;
  const detail = `${name}, ${issue?.path.join('/')}: ${issue?.message}`;
  return new PayloadRefusal('payload-invalid', detail);
}

/** True for a payload that could not be made. */
export const isRefusal = (payload: Payload | PayloadRefusal): payload is PayloadRefusal =>
  payload instanceof PayloadRefusal;

/** A class, so that it is told from a payload with such members. */
class PayloadRefusal implements Refusal {
  readonly code: string;
  readonly detail: string;

  constructor(code: string, detail: string) {
    this.code = code;
    this.detail = detail;
  }
}

function filledOrRefused(template: Template, columns: Columns): PlainValue | PayloadRefusal {
  try {
    return template(columns);
  } catch (error) {
    if (error instanceof NoValue) return new PayloadRefusal('mapping-has-no-value', error.message);
    throw error;
  }
}
