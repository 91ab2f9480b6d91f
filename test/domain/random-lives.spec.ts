/** Cases that live at random: whatever is commanded whenever, what is decided holds together. */
import { expect, test } from '@jest/globals';
import {
  availableCommands,
  caseAggregate,
  caseCommands,
  caseDecider,
  nextDueFact,
  type CaseCommand,
  type CaseContext,
  type CaseEvent,
  type CaseState,
} from '@caseline/case-domain';
import { derivedId, isRejection, type Actor } from '@caseline/event-sourcing';
import fc from 'fast-check';
import {
  administrator,
  anotherCase,
  china,
  contoso,
  contosoId,
  engine,
  lead,
  minute,
  thisCase,
} from '../support/given.ts';

const severity = fc.constantFrom('A', 'B', 'C');
const override = fc.constantFrom({ reason: 'The lead says so.' }, null);
const explanation = fc.constant('So it is.');
const kind = fc.constantFrom('technical', 'billing');

/** Payloads that say something other than the example. */
const payloads: Readonly<Record<string, fc.Arbitrary<object>>> = {
  triage: fc.record({ severity: fc.option(severity), kind: fc.option(kind), override }),
  'lower-severity': fc.record({
    to: severity,
    reason: fc.constantFrom('resources', 'response'),
    explanation,
    override,
    twoStepReason: fc.option(explanation),
  }),
  'raise-severity': fc.record({ to: severity, explanation, override }),
  reclassify: fc.record({ kind }),
  'log-call': fc.record({
    direction: fc.constant('outbound'),
    contacted: fc.constant(true),
    answered: fc.boolean(),
    summary: explanation,
  }),
  'answer-survey': fc.record({ score: fc.integer({ min: 1, max: 6 }) }),
  merge: fc.constant({ intoCaseId: anotherCase }),
  link: fc.constant({ relation: 'relates-to', otherCaseId: anotherCase }),
};

/** They end a case, so that what comes after them says little. */
const ends = ['decline', 'withdraw', 'accept', 'merge'];

/** A command chosen among those that are available once its turn has come. */
const step = fc.record({
  choice: fc.nat(1_000),
  mayEnd: fc.integer({ min: 1, max: 10 }).map((number) => number === 1),
  waitMinutes: fc.oneof(fc.nat(90), fc.nat(3_000), fc.nat(9_000)),
  lateMinutes: fc.nat(600),
  payloads: fc.record(payloads),
});

function chosenName(state: CaseState, given: { choice: number; mayEnd: boolean }): string {
  const available = ['administrator', 'lead', 'engine'].flatMap((role) =>
    availableCommands(state, role).filter((name) => given.mayEnd || !ends.includes(name)),
  );
  return available[given.choice % available.length] ?? 'note';
}

function definitionOf(name: string) {
  const found = Object.values(caseCommands).find((definition) => definition.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

function actorOf(name: string): Actor {
  const roles: readonly string[] = definitionOf(name).roles;
  if (roles.includes('administrator')) return administrator;
  return roles.includes('lead') ? lead : engine;
}

const contextAt = (commandNumber: number): CaseContext => ({
  caseId: thisCase,
  policy: china,
  organization: contoso,
  tzVersion: '2026a',
  otherCase: { caseId: anotherCase, organizationId: contosoId, status: 'opened' },
  eventIdAt: (index) => derivedId('event', String(commandNumber), String(index)),
});

/** Folds decided events as the store would give them back: written, read, stamped. */
function fold(state: CaseState, events: readonly CaseEvent[], given: FoldAt): CaseState {
  return events.reduce((folded, event, index) => {
    const { schemaVersion, data } = caseAggregate.write(event);
    const fact = caseAggregate.read({
      id: given.context.eventIdAt(index),
      type: event.type,
      data: JSON.parse(JSON.stringify(data)) as unknown,
      streamId: `case-${thisCase}`,
      revision: index,
      position: index,
      metadata: {
        schemaVersion,
        actor: engine,
        commandId: thisCase,
        commandFingerprint: '0',
        occurredAt: event.occurredAt ?? given.at,
        $correlationId: thisCase,
        $causationId: thisCase,
        policyVersion: null,
        recordedAt: given.at,
        hash: '',
      },
    });
    return caseDecider.evolve(folded, fact);
  }, state);
}

interface FoldAt {
  readonly context: CaseContext;
  readonly at: string;
}

const opening = {
  ...caseCommands.open.example,
  organizationId: contosoId,
};

test('decides without fault, leaves nothing due, and can be read back from what it wrote', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 15, maxLength: 30 }), (steps) => {
      let state = caseDecider.initialState;
      let now = 0;
      const run = (command: CaseCommand, number: number) => {
        const context = contextAt(number);
        const decided = caseDecider.decide(command, state, context);
        if (isRejection(decided)) return;
        accepted += 1;
        for (const { occurredAt } of decided) expect(occurredAt ?? '').not.toBe(command.at);
        const last = state.lastOccurredAt ?? '';
        state = fold(state, decided, { context, at: command.at });
        expect(nextDueFact(state, command.at, context)).toBeUndefined();
        expect((state.lastOccurredAt ?? '') >= last).toBe(true);
        const ids = state.objectives.map(({ objectiveId }) => objectiveId);
        expect(new Set(ids).size).toBe(ids.length);
      };
      run({ name: 'open', payload: opening, actor: administrator, at: minute(0) }, 0);
      steps.forEach(({ waitMinutes, lateMinutes, payloads: stated, ...given }, index) => {
        now += waitMinutes;
        const name = chosenName(state, given);
        const { schema, example } = definitionOf(name);
        const payload = schema.parse(stated[name] ?? example);
        const late = name === 'log-call' ? { occurredAt: minute(now - lateMinutes) } : {};
        run({ name, payload, actor: actorOf(name), at: minute(now), ...late }, index + 1);
      });
    }),
    { numRuns: 300 },
  );
  // Some thousands go through; far fewer would mean that the walks end at their first steps.
  expect(accepted).toBeGreaterThan(2_000);
});
