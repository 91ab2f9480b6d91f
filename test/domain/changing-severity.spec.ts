import { describe, test } from '@jest/globals';
import {
  agreement,
  caseOpened,
  caseTriaged,
  contactCorrected,
  customerReplied,
  severityLowered,
} from '../support/case-facts.ts';
import { contoso, given } from '../support/given.ts';

const openedA = caseOpened({ severity: 'A', entitlement: agreement });
const triagedA = caseTriaged({ severity: 'A', previousSeverity: 'A', entitlement: agreement });
const noAgreement = { organization: { ...contoso, agreements: [] } };

describe('raising again is allowed on new evidence, with the duties of V19 checked anew', () => {
  const raising = { to: 'A', explanation: 'It has spread.' };
  const lowered = [openedA, triagedA, severityLowered()] as const;

  test('not before anything new is heard from the customer', () => {
    given(...lowered)
      .when('raise-severity', raising)
      .thenRejected('raising-needs-new-evidence');
    given(...lowered, customerReplied())
      .when('raise-severity', raising)
      .then({
        type: 'SeverityRaised',
        data: {
          from: 'B',
          to: 'A',
          entitlement: agreement,
          overridden: null,
          personal: { explanation: raising.explanation, overrideReason: null },
        },
      });
  });

  test('duties and agreement are checked anew', () => {
    given(...lowered, contactCorrected({ reachableAroundTheClock: false }))
      .when('raise-severity', raising)
      .thenRejected('duties-not-fulfilled', { missing: ['reachable-contact'] });
    given(...lowered, customerReplied())
      .when('raise-severity', raising, noAgreement)
      .thenRejected('severity-needs-agreement');
  });

  test('upward only', () => {
    given(caseOpened(), caseTriaged())
      .when('raise-severity', { ...raising, to: 'C' })
      .thenRejected('severity-not-higher', { severity: 'B' });
  });
});

describe('V10 the customer may only propose', () => {
  test('a proposal changes nothing but itself', () => {
    const proposal = { severity: 'A', justification: 'It has spread.' };
    given(caseOpened(), caseTriaged())
      .when('propose-severity', proposal)
      .then({
        type: 'SeverityProposed',
        data: { proposed: 'A', personal: { justification: proposal.justification } },
      });
    given(caseOpened({ kind: 'billing' }))
      .when('propose-severity', proposal)
      .thenRejected('severity-above-highest', { highest: 'B' });
  });
});

describe('V23 the matrix holds also when the kind of an A case is corrected', () => {
  test('A comes down to B', () => {
    given(openedA, triagedA)
      .when('reclassify', { kind: 'billing', category: 'renew' })
      .then({
        type: 'CaseReclassified',
        data: {
          previousKind: 'technical',
          kind: 'billing',
          category: 'renew',
          previousSeverity: 'A',
          severity: 'B',
        },
      });
  });

  test('B and C stay', () => {
    given(caseOpened({ kind: 'billing', category: null, severity: 'C' }))
      .when('reclassify', { kind: 'technical' })
      .thenLike('CaseReclassified', { previousSeverity: 'C', severity: 'C' });
  });

  test('a correction that corrects nothing is refused', () => {
    given(caseOpened())
      .when('reclassify', { kind: 'technical', category: 'configuration' })
      .thenRejected('kind-unchanged');
  });
});
