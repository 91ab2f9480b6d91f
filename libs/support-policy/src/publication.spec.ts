import { describe, expect, test } from '@jest/globals';
import { isRejection, UnreadableEvent, type Fact } from '@caseline/event-sourcing';
import {
  CompiledPack,
  hashOfPack,
  INTAKE_FIELDS,
  POLICY_REJECTIONS,
  missingFieldCode,
  parsePackData,
  policyDecider,
  policyPublished,
  policyStreamId,
  reopenWindowMs,
  shippedPack,
  surveyOf,
  type PolicyPack,
  type PolicyPublished,
  type PublishedPolicy,
} from './index.ts';

const AT = '2026-03-02T09:00:00.000Z';
const germany = shippedPack('germany').content;
const china = shippedPack('china-21vianet').content;

const factOf = (event: PolicyPublished): Fact<'PolicyPublished', PolicyPublished['data']> => ({
  ...event,
  id: '00000000-0000-5000-8000-000000000000',
  occurredAt: AT,
  recordedAt: AT,
});

const decide = (content: PolicyPack, state: PublishedPolicy) =>
  policyDecider.decide({ type: 'PublishPolicy', at: AT, content }, state, undefined);

/** The state after publishing the packs one after the other. */
const after = (...packs: readonly PolicyPack[]): PublishedPolicy =>
  packs.reduce((state, content) => {
    const decision = decide(content, state);
    if (isRejection(decision)) throw new Error(decision.detail);
    return decision.map(factOf).reduce(policyDecider.evolve, state);
  }, policyDecider.initialState);

describe('publishing a policy pack', () => {
  test('states the whole pack, its version and its hash', () => {
    expect(decide(germany, policyDecider.initialState)).toEqual([
      {
        type: 'PolicyPublished',
        data: {
          packId: 'germany',
          version: 2,
          hash: shippedPack('germany').packHash,
          content: germany,
        },
      },
    ]);
    expect(policyStreamId('germany')).toBe('policy-germany');
  });

  test('again with the same content states nothing', () => {
    expect(decide(germany, after(germany))).toEqual([]);
    expect(decide(germany, after(germany, { ...germany, version: 3 }))).toEqual([]);
  });

  test('a version is immutable: other content is refused', () => {
    expect(decide({ ...germany, warnAtPercent: 80 }, after(germany))).toMatchObject({
      code: 'policy-version-immutable',
      facts: { packId: 'germany', version: 2, publishedHash: shippedPack('germany').packHash },
    });
  });

  test('a newer version is published, an older one is refused', () => {
    const state = after({ ...germany, version: 3 });
    expect(decide({ ...germany, version: 2 }, state)).toMatchObject({
      code: 'policy-version-not-newer',
      facts: { version: 2, latestVersion: 3 },
    });
    expect(decide({ ...germany, version: 4 }, state)).toHaveLength(1);
  });

  test('a pack cannot be published in the stream of another', () => {
    const worldwide = shippedPack('worldwide').content;
    expect(decide(worldwide, after(germany))).toMatchObject({ code: 'policy-stream-mismatch' });
  });

  test('what was published is read back as the same pack with the same hash', () => {
    const china = shippedPack('china-21vianet');
    const [event] = decide(china.content, policyDecider.initialState) as PolicyPublished[];
    const stored = JSON.parse(JSON.stringify(policyPublished.parseNew(event?.data)));
    const pack = parsePackData(policyPublished.read(policyPublished.schemaVersion, stored).content);
    expect(pack).toBeInstanceOf(CompiledPack);
    expect(pack).toMatchObject({ policyVersion: 'china-21vianet@2', packHash: china.packHash });
  });
});

describe('V28 a pack that was published before surveys said how long they are open', () => {
  const { answerDays: _unknownThen, ...survey } = { ...china.survey };
  const content = { ...china, survey };
  const event = { packId: china.id, version: 1, hash: hashOfPack(content as PolicyPack), content };

  test('is read as it was published, with the same hash, and open as long as reopening', () => {
    const pack = parsePackData(policyPublished.read(1, event).content);
    if (!(pack instanceof CompiledPack)) throw new Error(JSON.stringify(pack));
    expect(pack.packHash).toBe(event.hash);
    expect(surveyOf(pack)?.answerMs).toBe(reopenWindowMs(pack));
  });

  test('could not say it: that is the second shape', () => {
    expect(policyPublished.schemaVersion).toBe(2);
    const timed = { ...event, content: china };
    expect(() => policyPublished.read(1, timed)).toThrow(UnreadableEvent);
    expect(policyPublished.read(2, timed).content).toEqual(china);
  });

  test('a pack without a survey asks nothing', () => {
    const { survey: _asked, ...silent } = china;
    const pack = parsePackData(structuredClone(silent));
    expect(pack).toBeInstanceOf(CompiledPack);
    expect(surveyOf(pack as CompiledPack)).toBeUndefined();
  });
});

test('W5 each missing field of an intake is its own refusal, listed in the catalogue', () => {
  const codes = INTAKE_FIELDS.map((field) => missingFieldCode(field));
  expect(new Set(codes).size).toBe(INTAKE_FIELDS.length);
  expect(codes.map((code) => POLICY_REJECTIONS[code].status)).toEqual(codes.map(() => 422));
});
