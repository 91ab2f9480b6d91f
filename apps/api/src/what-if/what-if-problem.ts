import { reject } from '@caseline/case-domain';
import { WhatIfFault, type WhatIfFaultCode } from '@caseline/what-if';
import { refusalProblem } from '../cases/command-answer.ts';
import type { ApiProblemCode } from '../problems/api-problems.ts';
import { problem } from '../problems/problem.ts';

/** How each fault of a question is answered; that of an organization is the rules' own. */
const problems = {
  'log-empty': 'no-case-to-judge',
  'policy-judges-no-case': 'no-case-to-judge',
  'range-empty': 'range-empty',
  'instant-before-first-case': 'instant-before-first-case',
  'instant-after-last-case': 'instant-after-last-case',
  'what-if-stopped': 'what-if-stopped',
  'what-if-out-of-memory': 'what-if-too-large',
  'what-if-failed': 'internal-error',
} as const satisfies Record<Exclude<WhatIfFaultCode, 'organization-unknown'>, ApiProblemCode>;

/** The problem of a question that has no answer; any other error stays what it is. */
export function whatIfProblem(error: unknown): unknown {
  if (!(error instanceof WhatIfFault)) return error;
  const { code, message } = error;
  return code === 'organization-unknown'
    ? refusalProblem(reject(code))
    : problem(problems[code], message);
}
