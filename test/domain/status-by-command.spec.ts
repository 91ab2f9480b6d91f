/**
 * Every state of the chart × every command: refused or allowed exactly as the chart says. The pairs
 * come from the chart, the payloads from the examples of the commands, so that a new state or a new
 * command is tested as soon as it exists.
 */
import { describe, expect, test } from '@jest/globals';
import {
  availableCommands,
  caseCommands,
  caseDecider,
  initialCaseState,
  type CaseCommandDefinition,
  type CaseContext,
  type CaseState,
} from '@caseline/case-domain';
import { allLifecycleStates, isLegal, type LifecycleState } from '@caseline/case-lifecycle';
import { isRejection, type Actor } from '@caseline/event-sourcing';
import {
  administrator,
  china,
  contoso,
  contosoId,
  engine,
  lead,
  minute,
  newEventId,
  thisCase,
} from '../support/given.ts';

const isResolved: ReadonlySet<string> = new Set(['resolved', 'closed']);

/** A case in a state of the chart with all that its commands look at. */
function caseIn(lifecycle: LifecycleState): CaseState {
  const { status, severity } = lifecycle;
  if (status === 'new') return initialCaseState;
  return {
    ...initialCaseState,
    lifecycle,
    organizationId: contosoId,
    pack: { id: china.id, version: china.version },
    kind: 'technical',
    severity: severity === 'unrated' ? null : severity,
    country: 'CN',
    zone: 'Asia/Shanghai',
    openedAt: minute(0),
    ...(isResolved.has(status) ? { resolvedAt: minute(0), resolutionEventId: thisCase } : {}),
    closesAt: status === 'resolved' ? minute(10_000) : null,
    contactConfirmed: { email: true, phone: true },
    reachableAroundTheClock: true,
    impactStatementGiven: true,
    mergedInto: status === 'merged' ? '7c0a52c8-5f0e-4f0e-8f43-2f0c6a1b9d20' : null,
    statusBeforeMerge: status === 'merged' ? 'opened' : null,
    lastOccurredAt: minute(0),
  };
}

const context: CaseContext = {
  caseId: thisCase,
  policy: china,
  organization: contoso,
  tzVersion: '2026a',
  otherCase: {
    caseId: '7c0a52c8-5f0e-4f0e-8f43-2f0c6a1b9d20',
    organizationId: contosoId,
    status: 'opened',
  },
  eventIdAt: newEventId,
};

function actorOf({ roles }: CaseCommandDefinition): Actor {
  if (roles.includes('administrator')) return administrator;
  return roles.includes('lead') ? lead : engine;
}

function decide(definition: CaseCommandDefinition, lifecycle: LifecycleState) {
  const { name, example, schema } = definition;
  const actor = actorOf(definition);
  const payload = schema.parse({
    ...(example as object),
    ...(name === 'open' ? { organizationId: contosoId } : {}),
  });
  const state = caseIn(lifecycle);
  return caseDecider.decide({ name, payload, actor, at: minute(1) }, state, context);
}

/** Codes that say the chart is in the way, not a rule. */
const byChart = ['not-allowed-in-status', 'closed-for-good', 'case-exists', 'case-unknown'];

const pairs = allLifecycleStates().flatMap((lifecycle) =>
  Object.values<CaseCommandDefinition>(caseCommands).map((definition) => ({
    key: lifecycle.key,
    name: definition.name,
    lifecycle,
    definition,
  })),
);

describe('every state of the chart × every command', () => {
  test.each(pairs)('$key: $name', ({ name, lifecycle, definition }) => {
    const { eventType } = definition;
    const legal = eventType === null ? lifecycle.status !== 'new' : isLegal(lifecycle, eventType);
    const decided = decide(definition, lifecycle);
    const refusedByChart = isRejection(decided) && byChart.includes(decided.code);
    expect(refusedByChart).toBe(!legal);
    const { role } = actorOf(definition);
    expect(availableCommands(caseIn(lifecycle), role).includes(definition.name as 'open')).toBe(
      legal,
    );
    if (!isRejection(decided) && eventType !== null && decided.length > 0) {
      expect(decided.map(({ type }) => type)).toContain(eventType);
    }
    if (refusedByChart && decided.code === 'not-allowed-in-status') {
      const { availableCommands: available, ...where } = decided.facts;
      expect(where).toEqual({
        caseStatus: lifecycle.status,
        severity: lifecycle.severity,
        turn: lifecycle.turn,
      });
      expect(available).not.toContain(name);
    }
  });

  test('most commands go through somewhere, so that the pairs above say something', () => {
    const accepted = new Set(
      pairs
        .filter(({ lifecycle, definition }) => !isRejection(decide(definition, lifecycle)))
        .map(({ name }) => name),
    );
    const needEvidence = ['lower-severity'];
    const names = Object.keys(caseCommands);
    expect(names.filter((name) => !accepted.has(name))).toEqual(needEvidence);
  });
});
