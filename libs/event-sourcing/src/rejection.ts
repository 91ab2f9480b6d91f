/**
 * A command that the rules refuse. It is a value, not an exception: `decide` returns it, the API
 * renders it as a problem. `code` is one of the catalogue of the domain; `detail` names what was
 * refused and why; `facts` are plain data for the caller, such as the commands that are allowed.
 */
export class Rejection<Code extends string = string> {
  readonly code: Code;
  readonly detail: string;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(code: Code, detail: string, facts: Readonly<Record<string, unknown>> = {}) {
    this.code = code;
    this.detail = detail;
    this.facts = facts;
  }
}

/** True when a decision was a refusal. */
export const isRejection = (value: unknown): value is Rejection => value instanceof Rejection;
