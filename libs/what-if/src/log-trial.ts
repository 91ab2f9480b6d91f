import { tzVersion } from '@caseline/business-calendar';
import { readCaseEvent, type CaseFact } from '@caseline/case-domain';
import { PolicyShelf } from '@caseline/case-engine';
import {
  START,
  type Clock,
  type EventStore,
  type Instant,
  type Position,
  type RecordedEvent,
} from '@caseline/event-sourcing';
import { CompiledPack, parsePackData } from '@caseline/support-policy';
import { CaseTrial } from './case-trial.ts';
import type { ObjectiveComparison, RefusedUnderDraft } from './comparison.ts';
import { KnownOrganizations } from './known-organizations.ts';
import { WhatIfTally, type CountedNumbers } from './numbers.ts';
import type { CaseRange, WhatIfTask } from './what-if-order.ts';

/** Events read at a time: so few that they are forgotten before the collector looks for them. */
const BATCH = 200;
const CASE_PREFIX_LENGTH = 'case-'.length;

/** What a thread has found. */
export interface TrialResult extends CountedNumbers {
  /** Objectives that the draft changes, in order of their cases. */
  readonly changed: readonly ObjectiveComparison[];
  readonly refused: readonly RefusedUnderDraft[];
  readonly seen: SeenCases;
}

/** What was in the log at all, so that an empty answer can say why it is empty. */
export interface SeenCases {
  /** Events of cases that were judged. */
  readonly events: number;
  readonly cases: number;
  /** Cases that the draft's pack judges. */
  readonly casesOfPack: number;
  readonly firstOpenedAt: Instant | null;
  readonly lastOpenedAt: Instant | null;
  /** `pack@version` that judged cases in the range. */
  readonly policyVersions: readonly string[];
}

/** Judges the cases of a task anew, reading the log once from its beginning to the task's end. */
export class LogTrial {
  readonly #task: WhatIfTask;
  readonly #store: EventStore;
  readonly #draft: CompiledPack;
  readonly #policies: PolicyShelf;
  readonly #organizations: KnownOrganizations;
  /** Null for a case that is not judged. */
  readonly #trials = new Map<string, CaseTrial | null>();
  readonly #policyVersions = new Set<string>();
  #events = 0;
  #cases = 0;
  #casesOfPack = 0;
  #firstOpenedAt: Instant | null = null;
  #lastOpenedAt: Instant | null = null;

  constructor(task: WhatIfTask, { store, clock }: { store: EventStore; clock: Clock }) {
    this.#task = task;
    this.#store = store;
    this.#draft = compiled(task);
    this.#policies = new PolicyShelf({ store, clock });
    this.#organizations = new KnownOrganizations(store);
  }

  /** Throws `UnreadableEvent` for an event of a case that this build cannot read. */
  async run(onProgress: (position: Position) => void): Promise<TrialResult> {
    const { end, streamPrefixes } = this.#task;
    const reading = { after: START, filter: { streamPrefixes }, batchSize: BATCH };
    for await (const batch of this.#store.readAll(reading)) {
      const known = batch.filter(({ position }) => position <= end.head);
      for (const event of known) {
        // The first event of a case says what it rests on; only that is ever waited for.
        if (event.revision === 0) await this.#begin(event);
        this.#take(event);
      }
      onProgress(batch.at(-1)?.position ?? end.head);
      if (known.length < batch.length) break;
    }
    return this.#result();
  }

  async #begin(event: RecordedEvent): Promise<void> {
    const { streamId } = event;
    const opened = readCaseEvent(event);
    if (opened.type !== 'CaseOpened') throw new Error(`${streamId} begins with ${opened.type}`);
    const { pack, organizationId } = opened.data;
    this.#see(opened, pack.id);
    if (pack.id !== this.#draft.id || !isInRange(opened, this.#task.range)) {
      this.#trials.set(streamId, null);
      return;
    }
    await this.#organizations.load(organizationId);
    const then = await this.#policies.version(pack);
    this.#policyVersions.add(then.policyVersion);
    const policies = { then, draft: this.#draft, tzVersion: tzVersion() };
    this.#trials.set(streamId, new CaseTrial(streamId.slice(CASE_PREFIX_LENGTH), policies));
  }

  #see({ occurredAt }: CaseFact, packId: string): void {
    this.#cases += 1;
    if (packId === this.#draft.id) this.#casesOfPack += 1;
    this.#firstOpenedAt = earlierOf(this.#firstOpenedAt, occurredAt);
    this.#lastOpenedAt = laterOf(this.#lastOpenedAt, occurredAt);
  }

  #take(event: RecordedEvent): void {
    const trial = this.#trials.get(event.streamId) ?? null;
    if (trial === null) return;
    this.#events += 1;
    const fact = readCaseEvent(event);
    const organizationId =
      fact.type === 'CaseOpened' ? fact.data.organizationId : trial.then.organizationId;
    const known = this.#organizations.at(organizationId, event.position);
    trial.take(fact, event.metadata.commandId, known);
  }

  #result(): TrialResult {
    const { end, range } = this.#task;
    const tally = new WhatIfTally();
    const changed: ObjectiveComparison[] = [];
    const refused: RefusedUnderDraft[] = [];
    for (const streamId of [...this.#trials.keys()].toSorted()) {
      const trial = this.#trials.get(streamId) ?? null;
      // Each is let go of as soon as it is compared: the answer takes its room.
      this.#trials.delete(streamId);
      if (trial === null || (range.kind !== null && trial.then.kind !== range.kind)) continue;
      const organization = this.#organizations.at(trial.then.organizationId, end.head);
      const compared = trial.compare(end.horizon, organization);
      tally.add(compared);
      changed.push(...compared.objectives.filter(({ changes }) => changes.length > 0));
      refused.push(...compared.refused);
    }
    return { ...tally.counted(), changed, refused, seen: this.#seen() };
  }

  #seen(): SeenCases {
    return {
      events: this.#events,
      cases: this.#cases,
      casesOfPack: this.#casesOfPack,
      firstOpenedAt: this.#firstOpenedAt,
      lastOpenedAt: this.#lastOpenedAt,
      policyVersions: [...this.#policyVersions],
    };
  }
}

function isInRange(
  opened: Extract<CaseFact, { readonly type: 'CaseOpened' }>,
  { from, to, organizationId }: CaseRange,
): boolean {
  const { occurredAt, data } = opened;
  if (from !== null && occurredAt < from) return false;
  if (to !== null && occurredAt >= to) return false;
  return organizationId === null || data.organizationId === organizationId;
}

/** ISO instants of one form compare as text. */
const earlierOf = (known: Instant | null, at: Instant): Instant =>
  known === null || at < known ? at : known;
const laterOf = (known: Instant | null, at: Instant): Instant =>
  known === null || at > known ? at : known;

/** The draft was checked where it was read. */
function compiled({ draft }: WhatIfTask): CompiledPack {
  const pack = parsePackData(structuredClone(draft));
  if (pack instanceof CompiledPack) return pack;
  throw new TypeError(`the draft has faults: ${pack.map(({ reason }) => reason).join('; ')}`);
}
