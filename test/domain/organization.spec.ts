import { describe, expect, test } from '@jest/globals';
import {
  agreementAt,
  organizationCommands,
  organizationDecider,
  organizationEvents,
  readOrganizationEvent,
  type OrganizationEvent,
  type OrganizationState,
} from '@caseline/case-domain';
import { UnreadableEvent, isRejection, type RecordedEvent } from '@caseline/event-sourcing';
import { china, contosoId, germany, minute, worldwide } from '../support/given.ts';

const operator = { id: 'operator-1', role: 'operator' };
const packs = [worldwide, china, germany];

const registered: OrganizationEvent = {
  type: 'OrganizationRegistered',
  data: {
    organizationId: contosoId,
    packId: 'germany',
    name: 'Contoso',
    domains: ['contoso.onmicrosoft.de'],
    country: 'DE',
    zone: 'Europe/Berlin',
    subscription: 'paid',
    surveyed: true,
  },
};
const { organizationId: _id, packId: _pack, surveyed: _asked, ...profile } = registered.data;

const signed = (agreementId: string, validFrom: string, validTo: string | null) =>
  ({
    type: 'AgreementSigned',
    data: { agreementId, kind: 'advanced', validFrom, validTo },
  }) as const;

const fold = (...events: readonly OrganizationEvent[]): OrganizationState =>
  events.reduce(
    (state, { type, data }) =>
      organizationDecider.evolve(state, {
        type,
        data,
        id: contosoId,
        occurredAt: minute(0),
        recordedAt: minute(0),
      }),
    organizationDecider.initialState,
  );

function decide(
  name: keyof typeof organizationCommands,
  payload: unknown,
  given: { readonly after?: readonly OrganizationEvent[]; readonly role?: string } = {},
) {
  const command = {
    name,
    payload: organizationCommands[name].schema.parse(payload),
    actor: { ...operator, role: given.role ?? 'operator' },
    at: '2026-06-01T00:00:00.000Z',
  };
  const state = fold(...(given.after ?? []));
  const decided = organizationDecider.decide(command, state, { organizationId: contosoId, packs });
  return isRejection(decided) ? decided.code : decided;
}

describe('G1 "which has domains ending onmicrosoft.de": routed by tenant domain', () => {
  test('the domains say which pack serves the organization', () => {
    expect(decide('register', profile)).toEqual([registered]);
  });

  test.each([
    ['contoso.partner.onmschina.cn', 'china-21vianet'],
    ['contoso.example', 'worldwide'],
    ['notonmicrosoft.de', 'worldwide'],
  ])('%s: %s', (domain, packId) => {
    expect(decide('register', { ...profile, domains: [domain] })).toMatchObject([
      { data: { packId } },
    ]);
  });

  test('a pack may be named for domains that no pack claims', () => {
    const own = { ...profile, domains: ['contoso.example'], packId: 'china-21vianet' };
    expect(decide('register', own)).toMatchObject([{ data: { packId: 'china-21vianet' } }]);
    expect(decide('register', { ...own, packId: 'none' })).toBe('pack-unknown');
    expect(decide('register', { ...profile, packId: 'china-21vianet' })).toBe(
      'pack-claimed-by-domain',
    );
  });

  test('a domain that moves takes the organization to its pack', () => {
    const domains = ['contoso.partner.onmschina.cn'];
    expect(decide('correct', { domains }, { after: [registered] })).toMatchObject([
      { type: 'OrganizationCorrected', data: { packId: 'china-21vianet', domains, country: 'DE' } },
    ]);
    expect(decide('correct', { country: 'AT' }, { after: [registered] })).toMatchObject([
      { data: { packId: 'germany', country: 'AT' } },
    ]);
    expect(decide('correct', {}, { after: [registered] })).toBe('correction-empty');
  });
});

describe('V28 surveys are suppressible: an organization can be left out', () => {
  const leftOut = { ...registered, data: { ...registered.data, surveyed: false } };

  test('from its registration on, or later', () => {
    expect(decide('register', { ...profile, surveyed: false })).toEqual([leftOut]);
    const corrected = { ...profile, packId: 'germany', surveyed: false };
    expect(decide('correct', { surveyed: false }, { after: [registered] })).toEqual([
      { type: 'OrganizationCorrected', data: corrected },
    ]);
    expect(fold(leftOut).surveyed).toBe(false);
  });

  test('a correction of something else leaves that as it is', () => {
    const [corrected] = decide('correct', { name: 'Contoso AG' }, { after: [leftOut] });
    expect(corrected).toMatchObject({ data: { name: 'Contoso AG', surveyed: false } });
    expect(decide('correct', { surveyed: true }, { after: [leftOut] })).toMatchObject([
      { data: { name: 'Contoso', surveyed: true } },
    ]);
  });

  test('those that were registered before anybody could say so are asked', () => {
    const { OrganizationRegistered, OrganizationCorrected } = organizationEvents;
    const { surveyed: _unsaid, ...before } = registered.data;
    expect(OrganizationRegistered.read(1, before)).toEqual(registered.data);
    const { organizationId: _own, ...correction } = before;
    expect(OrganizationCorrected.read(1, correction)).toEqual({ ...correction, surveyed: true });
    expect(() => OrganizationRegistered.read(1, registered.data)).toThrow(UnreadableEvent);
    expect(() => OrganizationRegistered.read(2, before)).toThrow(UnreadableEvent);
  });
});

describe('the register of organizations', () => {
  test('is kept by operators and leads', () => {
    expect(decide('register', profile, { role: 'lead' })).toEqual([registered]);
    expect(decide('register', profile, { role: 'agent' })).toBe('role-not-allowed');
    expect(decide('register', profile, { role: 'administrator' })).toBe('role-not-allowed');
  });

  test('has an organization once, and nothing of one that it does not have', () => {
    expect(decide('register', profile, { after: [registered] })).toBe('organization-exists');
    expect(decide('correct', { country: 'AT' })).toBe('organization-not-found');
  });

  test('takes only zones that the engine can count in', () => {
    const { schema } = organizationCommands.register;
    expect(schema.safeParse({ ...profile, zone: 'Europe/Atlantis' }).success).toBe(false);
  });
});

describe('V22 agreements hold as of the instant', () => {
  const year = signed('AOS-1', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z');
  const after = [registered, year];

  test('signing and ending are facts, and ended ones stay in the history', () => {
    expect(decide('sign-agreement', year.data, { after: [registered] })).toEqual([year]);
    const ended = {
      type: 'AgreementEnded',
      data: { agreementId: 'AOS-1', endedAt: '2026-06-01T00:00:00.000Z' },
    } as const;
    expect(decide('end-agreement', { agreementId: 'AOS-1' }, { after })).toEqual([ended]);
    const state = fold(...after, ended);
    expect(agreementAt(state, 'advanced', '2026-05-31T23:59:59.999Z')?.agreementId).toBe('AOS-1');
    expect(agreementAt(state, 'advanced', '2026-06-01T00:00:00.000Z')).toBeUndefined();
    expect(state.agreements).toHaveLength(1);
    expect(decide('end-agreement', { agreementId: 'AOS-1' }, { after: [...after, ended] })).toBe(
      'agreement-ended',
    );
  });

  test('two of a kind do not overlap, but may follow one another', () => {
    const sign = (validFrom: string, validTo: string | null) =>
      decide('sign-agreement', { ...signed('AOS-2', validFrom, validTo).data }, { after });
    expect(sign('2026-12-31T23:59:59.999Z', null)).toBe('agreement-overlaps');
    expect(sign('2025-01-01T00:00:00.000Z', null)).toBe('agreement-overlaps');
    expect(sign('2027-01-01T00:00:00.000Z', null)).toHaveLength(1);
    expect(sign('2025-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')).toHaveLength(1);
  });

  test('what makes no sense is refused', () => {
    const backwards = { ...year.data, agreementId: 'AOS-2', validTo: year.data.validFrom };
    expect(decide('sign-agreement', backwards, { after })).toBe('agreement-empty');
    expect(decide('sign-agreement', year.data, { after })).toBe('agreement-exists');
    expect(decide('end-agreement', { agreementId: 'AOS-9' }, { after })).toBe('agreement-unknown');
    const early = { agreementId: 'AOS-1', endedAt: '2025-12-31T00:00:00.000Z' };
    expect(decide('end-agreement', early, { after })).toBe('agreement-end-outside');
  });
});

test('a recorded event is read by its definition, and others are named', () => {
  const recorded: RecordedEvent = {
    id: contosoId,
    type: registered.type,
    data: registered.data,
    streamId: `organization-${contosoId}`,
    revision: 0,
    position: 0,
    metadata: {
      schemaVersion: organizationEvents.OrganizationRegistered.schemaVersion,
      actor: operator,
      commandId: contosoId,
      commandFingerprint: '0',
      occurredAt: minute(0),
      $correlationId: contosoId,
      $causationId: contosoId,
      policyVersion: null,
      recordedAt: minute(1),
      hash: '',
    },
  };
  expect(readOrganizationEvent(recorded)).toEqual({
    ...registered,
    id: contosoId,
    occurredAt: minute(0),
    recordedAt: minute(1),
  });
  expect(() => readOrganizationEvent({ ...recorded, type: 'CaseOpened' })).toThrow(UnreadableEvent);
  expect(() => readOrganizationEvent({ ...recorded, type: 'toString' })).toThrow(UnreadableEvent);
  const strange = { ...recorded, data: { ...registered.data, colour: 'red' } };
  expect(() => readOrganizationEvent(strange)).toThrow(UnreadableEvent);
});

test('every example of a command passes its own schema', () => {
  for (const { schema, example } of Object.values(organizationCommands)) {
    expect(schema.parse(example)).toEqual(example);
  }
});
