import { ratingsUpTo } from '../kind-ratings.ts';
import type { Located } from '../pack-fault.ts';
import type { PolicyPack } from '../schema/policy-pack.ts';
import type { Rating } from '../severity.ts';
import { OBJECTIVES, SUPPORT_KINDS, type ClockStart, type Objective } from '../vocabulary.ts';

type Sections<K extends keyof PolicyPack> = Pick<PolicyPack, K>;

/** What can start the clock of each objective; the first two may wait for triage (default 4). */
const POSSIBLE_STARTS = {
  'first-response': ['opening', 'triage'],
  'next-update': ['provider-contact'],
  resolution: ['opening', 'triage'],
  'customer-answer': ['information-request'],
} as const satisfies Record<Objective, readonly ClockStart[]>;

export const clockFaults = ({ clocks }: Sections<'clocks'>): Located[] =>
  OBJECTIVES.flatMap((objective) => {
    const startsAt = clocks[objective]?.startsAt;
    const possible: readonly ClockStart[] = POSSIBLE_STARTS[objective];
    if (startsAt === undefined || possible.includes(startsAt)) return [];
    const reason = `${objective} starts at ${possible.join(' or ')}, not at ${startsAt}`;
    return [{ path: ['clocks', objective, 'startsAt'], reason }];
  });

/** Targets only where the kind and the severity are offered. */
export const notOfferedFaults = ({ kinds, targets }: Sections<'kinds' | 'targets'>): Located[] =>
  SUPPORT_KINDS.flatMap((kind): Located[] => {
    const ratings = targets[kind];
    if (ratings === undefined) return [];
    const offer = kinds[kind];
    if (offer === undefined) {
      return [{ path: ['targets', kind], reason: `the pack does not offer ${kind} support` }];
    }
    const highest = offer.highestSeverity;
    return keysOf(ratings)
      .filter((rating) => !ratingsUpTo(highest).includes(rating))
      .map((rating) => ({
        path: ['targets', kind, rating],
        reason: `${rating} is not offered: the highest severity of ${kind} is ${highest}`,
      }));
  });

/** An objective that a kind has for one severity it has for all it offers. */
export const missingTargetFaults = ({ kinds, targets }: Sections<'kinds' | 'targets'>): Located[] =>
  SUPPORT_KINDS.flatMap((kind): Located[] => {
    const ratings = targets[kind];
    const offer = kinds[kind];
    if (ratings === undefined || offer === undefined) return [];
    const objectives = OBJECTIVES.filter((objective) =>
      Object.values(ratings).some((byObjective) => byObjective[objective] !== undefined),
    );
    return ratingsUpTo(offer.highestSeverity).flatMap((rating) =>
      objectives
        .filter((objective) => ratings[rating]?.[objective] === undefined)
        .map((objective) => ({
          path: ['targets', kind, rating, objective],
          reason: `missing: ${kind} has this target for another severity`,
        })),
    );
  });

/** A target needs a clock that says what starts and stops it; a clock without targets is unused. */
export function clockPerTargetFaults(pack: Sections<'clocks' | 'targets'>): Located[] {
  const used = new Set(
    Object.values(pack.targets).flatMap((ratings) => Object.values(ratings).flatMap(keysOf)),
  );
  return OBJECTIVES.flatMap((objective) => {
    const stated = pack.clocks[objective] !== undefined;
    if (stated === used.has(objective)) return [];
    const reason = stated ? 'too much: no target has this objective' : 'missing: a target needs it';
    return [{ path: ['clocks', objective], reason }];
  });
}

const keysOf = <K extends Rating | Objective>(record: Readonly<Partial<Record<K, unknown>>>): K[] =>
  Object.keys(record) as K[];
