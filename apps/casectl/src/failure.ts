import type { Exit } from './exit-codes.ts';

/** Why a verb could not do its work: a stable code, a sentence, and how the process ends. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: string;
  readonly exit: Exit;
  /** What a program may want to know beside the sentence. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(
    exit: Exit,
    code: string,
    stated: { readonly detail: string; readonly facts?: Readonly<Record<string, unknown>> },
  ) {
    super(stated.detail);
    this.exit = exit;
    this.code = code;
    this.facts = stated.facts ?? {};
  }
}

/** Wrong usage or input. */
export const badInput = (
  code: string,
  detail: string,
  facts: Readonly<Record<string, unknown>> = {},
): Failure => new Failure('usage', code, { detail, facts });
