import type { Rejection } from '@caseline/event-sourcing';
import type { z } from 'zod';
import { apiProblems, type ApiProblemCode } from './api-problems.ts';

/** One fault of a request and where it is: a JSON pointer, or the name of a header or parameter. */
export interface Fault {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** A problem as RFC 9457 has it, with our stable code. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly Fault[];
  readonly [fact: string]: unknown;
}

/** Thrown by a controller or guard; the filter renders it. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly details: ProblemDetails;
  readonly headers: Readonly<Record<string, string>>;

  constructor(details: ProblemDetails, headers: Readonly<Record<string, string>> = {}) {
    super(details.detail);
    this.details = details;
    this.headers = headers;
  }
}

/** Where the documentation of a code is served. */
export const problemType = (code: string): string => `/problems/${code}`;

/** A problem of the API itself. */
export function problem(
  code: ApiProblemCode,
  detail: string,
  more: {
    readonly errors?: readonly Fault[];
    readonly facts?: Readonly<Record<string, unknown>>;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Problem {
  const { status, title } = apiProblems[code];
  const errors = more.errors === undefined ? {} : { errors: more.errors };
  return new Problem(
    { ...more.facts, type: problemType(code), title, status, code, detail, ...errors },
    more.headers,
  );
}

/** A refusal of the rules, with the status and sentence of its catalogue. */
export function problemOfRejection(
  rejection: Rejection,
  entry: { readonly status: number; readonly title: string },
): Problem {
  const { code, detail, facts } = rejection;
  const { status, title } = entry;
  return new Problem({ ...facts, type: problemType(code), title, status, code, detail });
}

/** Faults of a zod parse, each with its pointer into the body. */
export function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: pointerOf([...issue.path, key]),
        code: 'unknown-field',
        detail: 'There is no such field.',
      }));
    }
    const missing = issue.code === 'invalid_type' && issue.input === undefined;
    return [
      {
        pointer: pointerOf(issue.path),
        code: missing ? 'required' : issue.code.replaceAll('_', '-'),
        detail: issue.message,
      },
    ];
  });
}

/** A path as a JSON pointer (RFC 6901). */
export const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
