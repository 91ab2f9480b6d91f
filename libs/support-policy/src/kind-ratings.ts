import type { PolicyPack } from './schema/policy-pack.ts';
import { SEVERITIES, UNRATED, severitiesUpTo, type Rating, type Severity } from './severity.ts';

/** What the cases of a kind can be: its severities up to the highest (V23), or only `unrated`. */
export const ratingsUpTo = (highest: Rating): readonly Rating[] =>
  highest === UNRATED ? [UNRATED] : severitiesUpTo(highest);

/** The severities that at least one kind of the pack offers, from the top. */
export const offeredSeverities = (kinds: PolicyPack['kinds']): readonly Severity[] => {
  const highest = Object.values(kinds).map(({ highestSeverity }) => highestSeverity);
  const offered = new Set(highest.flatMap(ratingsUpTo));
  return SEVERITIES.filter((severity) => offered.has(severity));
};
