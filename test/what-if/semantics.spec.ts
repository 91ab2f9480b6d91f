/** What a draft makes of what people did: kept, taken down a step, or refused. */
import { describe, expect, test } from '@jest/globals';
import {
  RejudgedCase,
  type CaseEvent,
  type CaseFact,
  type OrganizationState,
  type RefusedFact,
  type RejudgingContext,
} from '@caseline/case-domain';
import { parsePack, shippedPackText, type CompiledPack } from '@caseline/support-policy';
import {
  agreement,
  caseOpened,
  caseResolved,
  caseTriaged,
  firstResponseSent,
  informationRequested,
  severityLowered,
} from '../support/case-facts.ts';
import { changed, mondayToFriday, nextVersion } from '../support/draft-packs.ts';
import { china, contoso, givenEventId, minute, thisCase } from '../support/given.ts';

const DAY = 24 * 60;
const text = nextVersion(shippedPackText('china-21vianet').text);

function packOf(yaml: string): CompiledPack {
  const parsing = parsePack(yaml, 'draft.yaml');
  if (!parsing.ok) throw new Error(JSON.stringify(parsing.faults));
  return parsing.pack;
}

const withDraft = (place: RegExp, by: string): CompiledPack => packOf(changed(text, place, by));

type At = readonly [minutes: number, event: CaseEvent];

/** Facts of people, each a command of its own. */
const factsOf = (given: readonly At[]): readonly CaseFact[] =>
  given.map(([minutes, { type, data }], index) => {
    const occurredAt = minute(minutes);
    // The data is that of the type.
    return { type, data, id: givenEventId(index), occurredAt, recordedAt: occurredAt } as CaseFact;
  });

function judged(
  given: readonly At[],
  policy: CompiledPack,
  { organization = contoso, until = 0 }: { organization?: OrganizationState; until?: number } = {},
): RejudgedCase {
  const within: RejudgingContext = { caseId: thisCase, policy, organization, tzVersion: '2026a' };
  const result = new RejudgedCase();
  for (const [number, fact] of factsOf(given).entries()) {
    result.take({ fact, commandId: String(number) }, within);
  }
  result.recordDueFacts(minute(until), within);
  return result;
}

const refusals = ({ refused }: RejudgedCase): readonly Partial<RefusedFact>[] =>
  refused.map(({ type, code, asked, granted }) => ({ type, code, asked, granted }));

const assessedA = { issueType: 'unusable', impact: 'widespread', rule: 'V11' };
const openedA = caseOpened({ severity: 'A', assessment: assessedA, entitlement: agreement });
const raisedTo = (to: 'A' | 'B', overridden: string | null = null): CaseEvent => ({
  type: 'SeverityRaised',
  data: {
    from: to === 'A' ? 'B' : 'C',
    to,
    entitlement: to === 'A' ? agreement : null,
    overridden,
    personal: { explanation: 'It has spread.', overrideReason: overridden },
  },
});

describe('A severity under a draft', () => {
  const platinum = withDraft(/agreement: advanced/, 'agreement: platinum');

  test('is assessed anew at the opening, and the rule that takes it is named', () => {
    const result = judged([[0, openedA]], platinum);
    expect(result.state).toMatchObject({ severity: 'B', entitlement: null });
    expect(refusals(result)).toEqual([
      { type: 'CaseOpened', code: 'severity-needs-agreement', asked: 'A', granted: 'B' },
    ]);
  });

  test('that triage kept is the one that the draft assessed, refused once', () => {
    const result = judged(
      [
        [0, openedA],
        [5, caseTriaged({ severity: 'A', previousSeverity: 'A', entitlement: agreement })],
      ],
      platinum,
    );
    expect(result.state).toMatchObject({ severity: 'B', lifecycle: { status: 'triaged' } });
    expect(refusals(result)).toHaveLength(1);
  });

  test('that triage gave is taken down to the highest that the draft grants', () => {
    const given: At[] = [
      [0, caseOpened()],
      [5, caseTriaged({ severity: 'A', entitlement: agreement })],
    ];
    expect(judged(given, china).state.severity).toBe('A');
    const result = judged(given, platinum);
    expect(result.state.severity).toBe('B');
    expect(refusals(result)).toEqual([
      { type: 'CaseTriaged', code: 'severity-needs-agreement', asked: 'A', granted: 'B' },
    ]);
  });

  test('stays where it was when raising is refused', () => {
    const result = judged(
      [
        [0, caseOpened()],
        [5, caseTriaged()],
        [9, raisedTo('A')],
      ],
      platinum,
    );
    expect(result.state.severity).toBe('B');
    expect(refusals(result)).toEqual([
      { type: 'SeverityRaised', code: 'severity-needs-agreement', asked: 'A', granted: 'B' },
    ]);
  });

  test('that a lead gave against the duties is given against them again', () => {
    const duties = { impactStatementGiven: false };
    const given = (overridden: string | null): At[] => [
      [0, caseOpened(duties)],
      [5, caseTriaged()],
      [9, raisedTo('A', overridden)],
    ];
    expect(refusals(judged(given('duties-not-fulfilled'), china))).toEqual([]);
    expect(refusals(judged(given(null), china))).toMatchObject([{ code: 'duties-not-fulfilled' }]);
  });

  test('holds by the agreement as it was valid at the instant', () => {
    const ended = { ...contoso.agreements[0], endedAt: minute(-1) };
    const organization = { ...contoso, agreements: [ended] } as OrganizationState;
    const result = judged([[0, openedA]], china, { organization });
    expect(refusals(result)).toMatchObject([{ code: 'severity-needs-agreement' }]);
  });

  test('is lowered on the evidence of the draft', () => {
    const evidence = [givenEventId(2), givenEventId(3)];
    const lowered = severityLowered({ from: 'B', to: 'C', evidence });
    // Asked on Friday; by Sunday a business day of every day has passed, none of Monday to Friday.
    const given: At[] = [
      [0, caseOpened()],
      [5, caseTriaged()],
      [4 * DAY, informationRequested(1)],
      [4 * DAY + 60, informationRequested(2)],
      [6 * DAY, lowered],
    ];
    expect(judged(given, china).state.severity).toBe('C');
    const result = judged(given, packOf(mondayToFriday()));
    expect(result.state.severity).toBe('B');
    expect(refusals(result)).toEqual([
      { type: 'SeverityLowered', code: 'evidence-too-recent', asked: 'C', granted: 'B' },
    ]);
  });
});

describe("The engine's own facts under a draft", () => {
  const resolvedAt = 60;
  const given: At[] = [
    [0, caseOpened()],
    [5, caseTriaged()],
    [10, firstResponseSent()],
    [resolvedAt, caseResolved(minute(resolvedAt + 7 * DAY))],
  ];

  test('come at the instants of the draft: a case closes at the end of its window', () => {
    const days = (number: number): CompiledPack =>
      withDraft(/reopenWindowDays: 7/, `reopenWindowDays: ${number}`);
    const statusAfter = (policy: CompiledPack, until: number): string =>
      judged(given, policy, { until }).state.lifecycle.status;
    expect(statusAfter(china, resolvedAt + 7 * DAY)).toBe('closed');
    expect(statusAfter(days(9), resolvedAt + 8 * DAY)).toBe('resolved');
    expect(statusAfter(days(9), resolvedAt + 9 * DAY)).toBe('closed');
  });

  test('leave no room for what people did after them', () => {
    const reopened: CaseEvent = {
      type: 'CaseReopened',
      data: { personal: { reason: 'It is back.' } },
    };
    const longer: At[] = [...given, [resolvedAt + 5 * DAY, reopened]];
    expect(judged(longer, china).state.lifecycle.status).toBe('responded');
    const result = judged(longer, withDraft(/reopenWindowDays: 7/, 'reopenWindowDays: 3'));
    expect(result.state.lifecycle.status).toBe('closed');
    expect(refusals(result)).toEqual([
      { type: 'CaseReopened', code: 'not-allowed-in-status', asked: null, granted: 'B' },
    ]);
  });

  test('are never taken over: a breach that was recorded is met under a longer promise', () => {
    const breached: CaseEvent = {
      type: 'SlaObjectiveBreached',
      data: { objectiveId: 'first-response-1', dueAt: minute(DAY) },
    };
    const late: At[] = [
      [0, caseOpened()],
      [5, caseTriaged()],
      [DAY, breached],
      [DAY + 60, firstResponseSent()],
    ];
    const verdictOf = ({ state }: RejudgedCase): unknown => state.objectives[0]?.verdict;
    expect(verdictOf(judged(late, china))).toBe('breached');
    const longer = withDraft(
      /(&severity-b\n +first-response: \{ businessDays: )1, label: 1 business day/,
      '$12, label: 2 business days',
    );
    expect(verdictOf(judged(late, longer))).toBe('met');
  });
});
