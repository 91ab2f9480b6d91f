import type { Instant } from '@caseline/event-sourcing';
import type { Pause } from '../case-state.ts';
import type { CaseEvent, ObjectiveKind } from '../events/index.ts';
import { anticipate } from './objective-folds.ts';
import {
  isBrokenPromise,
  isOpen,
  latestOf,
  nextObjectiveId,
  promisedAt,
} from './objective-queries.ts';
import {
  dueInstant,
  later,
  PROVIDER_OBJECTIVES,
  targetFields,
  termsFor,
  warnInstant,
} from './objective-terms.ts';
import { pause, resume } from './pausing.ts';
import type { Reaction } from './reaction.ts';

const MINUTE_MS = 60_000;

/** A clock to be started; `pauses` are those of the same promise that it has to give back. */
interface Start {
  readonly kind: ObjectiveKind;
  readonly startedAt: Instant;
  readonly requestId: string | null;
  readonly pauses: readonly Pause[];
}

type ProviderObjective = (typeof PROVIDER_OBJECTIVES)[number];

/** Starts every clock of the provider that the case is owed and does not have. */
export const startOwed = (reaction: Reaction): readonly CaseEvent[] =>
  PROVIDER_OBJECTIVES.flatMap((kind) => {
    const { after } = reaction;
    const latest = latestOf(after, kind);
    if (latest !== undefined && (isOpen(latest) || isBrokenPromise(latest))) return [];
    const startedAt = OWED_FROM[kind](reaction);
    if (startedAt === null) return [];
    if (latest?.dropReason !== 'merged' && latest?.dropReason !== 'no-target') {
      return start(reaction, { kind, startedAt, requestId: null, pauses: latest?.pauses ?? [] });
    }
    // What a merge or a kind without targets had ended is owed again as of when it was promised.
    const promised = promisedAt(latest, after.objectives);
    return start(reaction, { kind, startedAt: promised, requestId: null, pauses: latest.pauses });
  });

/** Starts the customer's duty to answer a request; from when the request was made. */
export const startAnswer = (
  reaction: Reaction,
  request: { readonly requestId: string; readonly requestedAt: Instant },
): readonly CaseEvent[] => {
  const { requestId, requestedAt: startedAt } = request;
  return start(reaction, { kind: 'customer-answer', startedAt, requestId, pauses: [] });
};

/** From when a kind is owed in the case as it stands now; null: not at all. */
const OWED_FROM = {
  'first-response': (reaction) =>
    reaction.after.contactedAt === null ? fromOpening('first-response', reaction) : null,
  // Never before the first response: only a responded case is owed updates.
  'next-update': ({ after, happenedAt }) =>
    after.lifecycle.status === 'responded' ? happenedAt : null,
  resolution: (reaction) => {
    const { event, after, happenedAt } = reaction;
    const from = fromOpening('resolution', reaction);
    const wasResolved = (latestOf(after, 'resolution')?.fulfilledAt ?? null) !== null;
    return from !== null && (wasResolved || event.type === 'CaseReopened') ? happenedAt : from;
  },
} as const satisfies Record<ProviderObjective, (reaction: Reaction) => Instant | null>;

const ACTIVE: readonly string[] = ['opened', 'triaged', 'responded'];

/** Owed to an active case from its opening (default 4), or from triage where the pack says so. */
function fromOpening(kind: ProviderObjective, reaction: Reaction): Instant | null {
  const { after, happenedAt, context } = reaction;
  if (!ACTIVE.includes(after.lifecycle.status)) return null;
  if (termsFor(kind, after, context)?.startsAt !== 'triage') return after.openedAt ?? happenedAt;
  return after.lifecycle.status === 'opened' ? null : happenedAt;
}

/** The clock's start, and the pauses that its time falls into. Nothing without a target (W14). */
function start(reaction: Reaction, { kind, startedAt, requestId, pauses }: Start): CaseEvent[] {
  const { after, happenedAt, causeEventId, context } = reaction;
  const terms = termsFor(kind, after, context);
  if (terms === undefined) return [];
  const { calendar } = terms;
  const reading = { calendar, startedAt, targetMs: terms.minutes * MINUTE_MS, pausedMs: 0 };
  const started: CaseEvent = {
    type: 'SlaObjectiveStarted',
    data: {
      objectiveId: nextObjectiveId(after, kind),
      kind,
      severity: after.severity,
      causedBy: causeEventId,
      startedAt,
      dueAt: dueInstant(reading),
      warnAt: warnInstant(reading, context),
      ...targetFields(terms, context),
      requestId,
    },
    occurredAt: happenedAt,
  };
  return [started, ...pausesOf(reaction, started, pausesToRepeat(reaction, { startedAt, pauses }))];
}

/** Pauses that end after the start, and one that lasts while it is the customer's turn. */
function pausesToRepeat(
  { after, happenedAt, causeEventId }: Reaction,
  { startedAt, pauses }: Pick<Start, 'startedAt' | 'pauses'>,
): readonly Pause[] {
  const past = pauses.filter(({ to }) => to !== null && to > startedAt);
  if (after.lifecycle.turn !== 'customer') return past;
  const from = later(startedAt, past.at(-1)?.to ?? happenedAt);
  return [...past, { from, to: null, causedBy: causeEventId, endedBy: null }];
}

function pausesOf(
  { after, happenedAt, causeEventId, context: judge }: Reaction,
  started: CaseEvent,
  pauses: readonly Pause[],
): readonly CaseEvent[] {
  const events: CaseEvent[] = [];
  const clock = () => anticipate(after, [started, ...events]).objectives.at(-1);
  for (const { from, to, causedBy, endedBy } of pauses) {
    const running = clock();
    const paused = running && pause(running, { at: from, causedBy, judge });
    if (paused === undefined) break;
    events.push({ ...paused, occurredAt: happenedAt });
    const standing = clock();
    const ended = { at: to ?? from, causedBy: endedBy ?? causeEventId, judge };
    const resumed = to === null || standing === undefined ? undefined : resume(standing, ended);
    if (resumed !== undefined) events.push({ ...resumed, occurredAt: happenedAt });
  }
  return events;
}
