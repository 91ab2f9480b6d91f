import { tzVersion } from '@caseline/business-calendar';
import { readCaseEvent, RejudgedCase } from '@caseline/case-domain';
import { PolicyShelf } from '@caseline/case-engine';
import type { Clock, EventStore, RecordedEvent } from '@caseline/event-sourcing';
import { KnownOrganizations } from '@caseline/what-if';
import { verdictsOf, type CaseVerdicts, type ObjectiveVerdict } from './case-verdicts.ts';
import { eventsOf } from './stored-verdicts.ts';

/** Something that this build does not judge as it was judged. */
export interface VerdictDifference {
  readonly caseId: string;
  /** Null where the whole case differs. */
  readonly objectiveId: string | null;
  /** Which value: `dueAt`, `verdict`; `objective` for one too many or too few. */
  readonly what: string;
  readonly stored: string | null;
  readonly reproduced: string | null;
}

/**
 * Judges cases again with this build, from the facts alone, under the policy versions that judged
 * them, and compares with what was stored.
 */
export class Reproducing {
  readonly #store: EventStore;
  readonly #policies: PolicyShelf;
  readonly #organizations: KnownOrganizations;

  constructor(store: EventStore, clock: Clock) {
    this.#store = store;
    this.#policies = new PolicyShelf({ store, clock });
    this.#organizations = new KnownOrganizations(store);
  }

  /** The differences of one case; none where every verdict and due instant is the same. */
  async differences(stored: CaseVerdicts): Promise<readonly VerdictDifference[]> {
    const { caseId, revision } = stored;
    const events = await eventsOf(this.#store, `case-${caseId}`, revision);
    const reached = events.at(-1)?.revision ?? null;
    if (reached !== revision) {
      return [whole(caseId, 'revision', { stored: revision, reproduced: reached })];
    }
    const judged = await this.#judge(caseId, events);
    const { pack } = judged.state;
    const policyVersion = pack === null ? null : `${pack.id}@${pack.version}`;
    if (policyVersion !== stored.policyVersion) {
      const versions = { stored: stored.policyVersion, reproduced: policyVersion };
      return [whole(caseId, 'policyVersion', versions)];
    }
    const refused = judged.refused.map(({ eventId, code }) =>
      whole(caseId, `refusal of ${eventId}`, { stored: null, reproduced: code }),
    );
    const compared = compareObjectives(caseId, stored.objectives, verdictsOf(judged.state));
    return [...refused, ...compared];
  }

  async #judge(caseId: string, events: readonly RecordedEvent[]): Promise<RejudgedCase> {
    const [first] = events.map(readCaseEvent);
    if (first?.type !== 'CaseOpened') throw new TypeError('a case begins with its opening');
    const { organizationId, pack } = first.data;
    await this.#organizations.load(organizationId);
    const policy = await this.#policies.version(pack);
    const judged = new RejudgedCase();
    for (const event of events) {
      const organization = this.#organizations.at(organizationId, event.position);
      const within = { caseId, policy, organization, tzVersion: tzVersion() };
      const { commandId } = event.metadata;
      judged.take({ fact: readCaseEvent(event), commandId }, within);
    }
    return judged;
  }
}

interface Values {
  readonly stored: string | number | null;
  readonly reproduced: string | number | null;
}

const difference = (
  at: Pick<VerdictDifference, 'caseId' | 'objectiveId'>,
  what: string,
  { stored, reproduced }: Values,
): VerdictDifference => ({
  ...at,
  what,
  stored: stored === null ? null : String(stored),
  reproduced: reproduced === null ? null : String(reproduced),
});

const whole = (caseId: string, what: string, values: Values): VerdictDifference =>
  difference({ caseId, objectiveId: null }, what, values);

function compareObjectives(
  caseId: string,
  stored: readonly ObjectiveVerdict[],
  reproduced: readonly ObjectiveVerdict[],
): readonly VerdictDifference[] {
  const byId = new Map(reproduced.map((objective) => [objective.objectiveId, objective]));
  const known = new Set(stored.map(({ objectiveId }) => objectiveId));
  const compared = stored.flatMap((objective) => {
    const { objectiveId } = objective;
    const at = { caseId, objectiveId };
    const other = byId.get(objectiveId);
    if (other !== undefined) return compareValues(at, objective, other);
    return [difference(at, 'objective', { stored: objectiveId, reproduced: null })];
  });
  const more = reproduced
    .filter(({ objectiveId }) => !known.has(objectiveId))
    .map(({ objectiveId }) =>
      difference({ caseId, objectiveId }, 'objective', { stored: null, reproduced: objectiveId }),
    );
  return [...compared, ...more];
}

const COMPARED = [
  'kind',
  'severity',
  'startedAt',
  'dueAt',
  'state',
  'verdict',
  'breachedAt',
  'fulfilledAt',
] as const satisfies readonly (keyof ObjectiveVerdict)[];

const compareValues = (
  at: Pick<VerdictDifference, 'caseId' | 'objectiveId'>,
  stored: ObjectiveVerdict,
  reproduced: ObjectiveVerdict,
): readonly VerdictDifference[] =>
  COMPARED.filter((value) => stored[value] !== reproduced[value]).map((value) =>
    difference(at, value, { stored: stored[value], reproduced: reproduced[value] }),
  );
