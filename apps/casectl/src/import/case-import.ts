import { caseAggregate, type CaseState } from '@caseline/case-domain';
import {
  emptyStream,
  foldEvents,
  type EventStore,
  type LoadedStream,
} from '@caseline/event-sourcing';
import { emptyPart, type CasePart, type PlannedEvent } from './case-part.ts';
import { CasePlanner, type PlanSettings } from './case-planner.ts';
import { importScopeOf, MAX_STEPS, stepCommandId } from './imported-ids.ts';
import type { OrderedEvent } from './ordered-events.ts';
import type { EventOutcome } from './outcome.ts';
import { CHANGED_SINCE, DECIDED_OTHERWISE } from './refusals.ts';

/** Events read at a time of a case that was imported before. */
const PAGE = 1_000;
/** The most cases that follow one another for one case of the log. */
const MAX_PARTS = 1_000;

/** What is done about one case of the log. */
export interface CasePlan {
  readonly outcomes: readonly EventOutcome[];
  readonly planned: readonly PlannedEvent[];
  /** The parts with the revision that the planned events come behind. */
  readonly parts: readonly CasePart[];
  readonly wasImported: boolean;
}

/** What an earlier run has made of a case of the log. */
export interface EarlierImport {
  readonly parts: readonly CasePart[];
  /** The fingerprint of the log event behind each command that has written. */
  readonly fingerprints: ReadonlyMap<string, string>;
}

/** Loads what earlier runs have imported of a case. */
export async function loadEarlierImport(
  store: EventStore,
  system: string,
  reference: string,
): Promise<EarlierImport> {
  const parts: CasePart[] = [];
  const fingerprints = new Map<string, string>();
  for (let number = 1; number <= MAX_PARTS; number += 1) {
    const part = emptyPart({ system, reference, part: number });
    const loaded = await loadStream(store, part.streamId);
    if (loaded.revision < 0) break;
    parts.push({ ...part, state: loaded.state, revision: loaded.revision });
    for (const [id, { fingerprint }] of loaded.commands) fingerprints.set(id, fingerprint);
  }
  return { parts, fingerprints };
}

async function loadStream(store: EventStore, streamId: string): Promise<LoadedStream<CaseState>> {
  const { decider, read } = caseAggregate;
  const fold = { initialState: decider.initialState, evolve: decider.evolve, read };
  let loaded = emptyStream(decider.initialState);
  for (;;) {
    const page = await store.readStream(streamId, { from: loaded.revision + 1, max: PAGE });
    loaded = foldEvents(fold, loaded, page);
    if (page.length < PAGE) return loaded;
  }
}

/**
 * Plans a case of the log. The whole case is decided from its first event on, which gives the same
 * as on every run; of a case that was imported before only what lies behind the last event that an
 * earlier run wrote is planned, from the case as it is by now.
 */
export function planCase(
  settings: PlanSettings,
  reference: string,
  given: {
    readonly events: readonly OrderedEvent[];
    readonly earlier: EarlierImport;
    readonly now: string;
  },
): CasePlan {
  const { events, earlier, now } = given;
  const whole = new CasePlanner(settings, reference);
  const decided = events.map((event) => whole.apply(event));
  if (earlier.parts.length === 0) {
    const parts = whole.parts.map((part) => ({ ...part, revision: -1 }));
    whole.finish(now);
    return { outcomes: decided, planned: whole.planned, parts, wasImported: false };
  }
  const imported = importedEvents(importScopeOf(settings.system, reference), events, earlier);
  const last = Math.max(-1, ...imported.keys());
  const rest = new CasePlanner(settings, reference, earlier.parts);
  const outcomes = events.map((event, index): EventOutcome => {
    const outcome = decided[index];
    if (outcome === undefined) throw new TypeError('every event was decided');
    if (index <= last) return earlierOutcome(outcome, imported.get(index), event);
    return outcome.kind === 'applied' ? rest.apply(event) : outcome;
  });
  rest.finish(now);
  return { outcomes, planned: rest.planned, parts: rest.parts, wasImported: true };
}

/** The fingerprints of the events that earlier runs have written something for. */
function importedEvents(
  scope: string,
  events: readonly OrderedEvent[],
  { fingerprints }: EarlierImport,
): ReadonlyMap<number, string> {
  const imported = new Map<number, string>();
  for (const { index } of events) {
    for (let step = 0; step < MAX_STEPS; step += 1) {
      const fingerprint = fingerprints.get(stepCommandId(scope, index, step));
      if (fingerprint === undefined) continue;
      imported.set(index, fingerprint);
      break;
    }
  }
  return imported;
}

function earlierOutcome(
  decided: EventOutcome,
  importedFingerprint: string | undefined,
  event: OrderedEvent,
): EventOutcome {
  const rule = decided.rule;
  if (importedFingerprint === undefined) {
    if (decided.kind !== 'applied') return decided;
    return { kind: 'refused', rule, status: 'imported', refusal: DECIDED_OTHERWISE };
  }
  if (importedFingerprint !== event.fingerprint) {
    return { kind: 'refused', rule, status: 'imported', refusal: CHANGED_SINCE };
  }
  const as = decided.kind === 'applied' ? decided.as : 'imported before';
  return { kind: 'applied', rule: rule ?? 'imported before', isNew: false, as };
}
