import type { Refusal } from './outcome.ts';

/** Refusals of the import itself; all others are those of the domain. */
export const NO_RULE: Refusal = {
  code: 'no-rule',
  detail: 'No rule of the mapping speaks of it.',
};
export const NO_ALTERNATIVE: Refusal = {
  code: 'no-alternative',
  detail: 'No alternative of the rule is for a case in this state.',
};
export const NOT_ENDED: Refusal = {
  code: 'case-has-not-ended',
  detail: 'Only a case that has ended is followed by another.',
};
export const NO_ORGANIZATION: Refusal = {
  code: 'organization-not-mapped',
  detail: 'The mapping has no organization for this value.',
};
export const CHANGES_NOTHING: Refusal = {
  code: 'changes-nothing',
  detail: 'The case is as the event says already.',
};
export const CASE_REPEATED: Refusal = {
  code: 'case-repeated',
  detail: 'The log has this case before; only the first is imported.',
};
export const CHANGED_SINCE: Refusal = {
  code: 'log-changed-since-import',
  detail: 'An earlier run imported another event in this place; it stays.',
};
export const DECIDED_OTHERWISE: Refusal = {
  code: 'decided-otherwise-before',
  detail: 'An earlier run, with another mapping, left it out; it is not put in afterwards.',
};
