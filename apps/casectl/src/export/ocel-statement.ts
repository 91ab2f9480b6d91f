import { organizationEvents, type OrganizationEventType } from '@caseline/case-domain';
import { caseIdOf, readCaseFact, type CaseFact } from '@caseline/case-views';
import { UnreadableEvent, type RecordedEvent } from '@caseline/event-sourcing';
import { severityOf, type CaseStanding } from './case-standing.ts';
import type { Standings } from './case-standings.ts';
import { impersonalData, personalFields } from './event-data.ts';
import { PERSONAL_ATTRIBUTE } from './ocel-model.ts';
import {
  mentionsOf,
  objectiveOf,
  objectOf,
  type OcelFields,
  type OcelMention,
  type OcelObject,
} from './ocel-objects.ts';
import type { ExportedEvent } from './wanted-events.ts';

/** A relation of two objects. */
export interface OcelRelation {
  readonly source: OcelObject;
  readonly target: OcelObject;
  readonly qualifier: string;
}

/** All that an event says in OCEL. */
export interface OcelStatement {
  readonly id: string;
  readonly type: string;
  /** When it happened. */
  readonly time: string;
  readonly attributes: OcelFields;
  readonly mentions: readonly OcelMention[];
  readonly relations: readonly OcelRelation[];
}

/** What an exported event says. Throws `UnreadableEvent`. */
export function statementOf(
  { event, standings }: ExportedEvent,
  withPersonalData: boolean,
): OcelStatement {
  const said =
    standings === null ? aboutOrganization(event) : aboutCase(readCaseFact(event), standings);
  const { mentions, relations, data } = said;
  return {
    id: event.id,
    type: event.type,
    time: event.metadata.occurredAt,
    attributes: attributesOf({ ...event, data }, withPersonalData),
    mentions: [...mentions, ...agentOf(event)],
    relations,
  };
}

interface Said extends Pick<OcelStatement, 'mentions' | 'relations'> {
  /** In today's shape. */
  readonly data: unknown;
}

function aboutCase(fact: CaseFact, standings: Standings): Said {
  const object = objectOf('case', caseIdOf(fact));
  const about: OcelMention = {
    ...{ object, qualifier: 'case' },
    changes: changesBetween(standings),
    whole: () => caseFields(standings.after),
  };
  const mentions = [about, ...mentionsOf(fact, standings.before)];
  return { mentions, relations: relationsOf(fact, object), data: fact.data };
}

/** Only what is different; all of it where the event opened the case. */
function changesBetween({ before, after }: Standings): OcelFields {
  if (before === after && before.opening !== null) return NO_CHANGES;
  const old = before.opening === null ? {} : caseFields(before);
  const entries = Object.entries(caseFields(after));
  return Object.fromEntries(entries.filter(([name, value]) => value !== (old[name] ?? null)));
}

/** Of most events: they leave the standing of their case as it was. */
const NO_CHANGES: OcelFields = {};

/** A case as attributes. */
const caseFields = (standing: CaseStanding): OcelFields => {
  const { opening, lifecycle, kind, category, team, agentId } = standing;
  const { organizationId: _related, ...opened } = opening ?? { organizationId: null };
  const { status, turn } = lifecycle;
  const severity = severityOf(standing);
  return { ...opened, kind, category, severity, status, turn, owner: agentId, team };
};

function relationsOf(fact: CaseFact, source: OcelObject): readonly OcelRelation[] {
  const { type, data } = fact;
  if (type === 'CaseOpened') {
    const customer = objectOf('organization', data.organizationId);
    const followed = data.followsCaseId;
    return [
      { source, target: customer, qualifier: 'belongs to' },
      ...(followed === null
        ? []
        : [{ source, target: objectOf('case', followed), qualifier: 'follows' }]),
    ];
  }
  if (type === 'CaseLinked') {
    const target = objectOf('case', data.otherCaseId);
    return [{ source, target, qualifier: data.relation }];
  }
  if (type !== 'SlaObjectiveStarted' && type !== 'SlaObjectiveRetargeted') return [];
  const caseId = caseIdOf(fact);
  const promise = objectiveOf(caseId, data.objectiveId);
  const ofCase = { source: promise, target: source, qualifier: 'promised for' };
  if (type === 'SlaObjectiveStarted') return [ofCase];
  const replaced = objectiveOf(caseId, data.replacesObjectiveId);
  return [ofCase, { source: promise, target: replaced, qualifier: 'replaces' }];
}

const ORGANIZATION_PREFIX = 'organization-';

const isOrganizationEvent = (type: string): type is OrganizationEventType =>
  Object.hasOwn(organizationEvents, type);

function aboutOrganization({ type, streamId, data: recorded, metadata }: RecordedEvent): Said {
  if (!isOrganizationEvent(type)) {
    throw new UnreadableEvent(`${type} is no event of an organization`);
  }
  const data = organizationEvents[type].read(metadata.schemaVersion, recorded);
  const object = objectOf('organization', streamId.slice(ORGANIZATION_PREFIX.length));
  const changes = 'name' in data ? profileOf(data) : {};
  return { mentions: [{ object, qualifier: 'organization', changes }], relations: [], data };
}

function profileOf(
  data: Readonly<Record<'name' | 'packId' | 'country' | 'zone', string>> & {
    readonly subscription: string;
  },
): OcelFields {
  const { name, packId, country, zone, subscription } = data;
  return { name, packId, country, zone, subscription };
}

const AGENT_ROLES = new Set(['agent', 'lead']);

/** Who did it, where that was an agent: customers and machines are no objects. */
function agentOf({ metadata: { actor } }: RecordedEvent): readonly OcelMention[] {
  if (!AGENT_ROLES.has(actor.role)) return [];
  return [{ object: objectOf('agent', actor.id), qualifier: 'done by' }];
}

function attributesOf(event: RecordedEvent, withPersonalData: boolean): OcelFields {
  const { recordedAt, actor, policyVersion } = event.metadata;
  const envelope = { recordedAt, revision: event.revision, actorRole: actor.role, policyVersion };
  const attributes: Record<string, OcelFields[string]> = envelope;
  const fields = impersonalData(event);
  for (const name of Object.keys(fields)) attributes[name] = ocelValue(fields[name]);
  const personal = withPersonalData ? JSON.stringify(personalFields(event)) : '{}';
  if (personal !== '{}') attributes[PERSONAL_ATTRIBUTE] = personal;
  return attributes;
}

/** What is no single value becomes a JSON text. */
function ocelValue(value: unknown): OcelFields[string] {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  return JSON.stringify(value);
}
