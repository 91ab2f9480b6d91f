import {
  EventDefinition,
  Rejection,
  type DecidedEvent,
  type Decider,
  type Instant,
} from '@caseline/event-sourcing';
import { z } from 'zod';
import { hashOfPack } from './compiled-pack.ts';
import { policyPackSchema, type PolicyPack } from './schema/policy-pack.ts';
import { timelessSurvey } from './schema/service.ts';
import type { PolicyRejectionCode } from './rejections.ts';

/** Streams of published packs start with this. */
export const POLICY_STREAM_PREFIX = 'policy-';

/** The stream of a pack: one event for each published version. */
export const policyStreamId = (packId: string): string => `${POLICY_STREAM_PREFIX}${packId}`;

const published = <Content extends z.ZodType>(content: Content) =>
  z.strictObject({
    packId: z.string(),
    version: z.int(),
    /** Hex SHA-256 of the canonical JSON of `content` as it was published. */
    hash: z.string(),
    content,
  });

/**
 * A version of a pack is in force from here on, whole and for ever. The second shape lets a survey
 * say how long it is open; what was published before says nothing of that, so its hash still holds.
 */
export const policyPublished = EventDefinition.v1(
  'PolicyPublished',
  published(policyPackSchema.extend({ survey: timelessSurvey.optional() })),
).next(published(policyPackSchema), (data) => data);

/** Publishes a pack that passed `parsePack`. */
export interface PublishPolicy {
  readonly type: 'PublishPolicy';
  readonly at: Instant;
  readonly content: PolicyPack;
}

/** What `PolicyPublished` states. */
export type PolicyPublished = DecidedEvent<
  'PolicyPublished',
  {
    readonly packId: string;
    readonly version: number;
    readonly hash: string;
    readonly content: PolicyPack;
  }
>;

/** What publishing depends on: the pack of the stream and the hash of each version so far. */
export interface PublishedPolicy {
  readonly packId: string | null;
  readonly latestVersion: number;
  readonly hashes: ReadonlyMap<number, string>;
}

type Decision = readonly PolicyPublished[] | Rejection<PolicyRejectionCode>;

/** Publishing again what is published states nothing; what is published never changes. */
function publishPolicy({ content }: PublishPolicy, state: PublishedPolicy): Decision {
  const { id: packId, version } = content;
  if (state.packId !== null && state.packId !== packId) {
    return new Rejection('policy-stream-mismatch', `the stream is of ${state.packId}`, { packId });
  }
  const hash = hashOfPack(content);
  const publishedHash = state.hashes.get(version);
  if (publishedHash === hash) return [];
  if (publishedHash !== undefined) {
    return new Rejection(
      'policy-version-immutable',
      `${packId}@${version} was published with other content; raise the version`,
      { packId, version, publishedHash, hash },
    );
  }
  if (version < state.latestVersion) {
    return new Rejection(
      'policy-version-not-newer',
      `${packId}@${version} comes after ${packId}@${state.latestVersion}`,
      { packId, version, latestVersion: state.latestVersion },
    );
  }
  return [{ type: 'PolicyPublished', data: { packId, version, hash, content } }];
}

/** The aggregate behind a `policy-` stream. */
export const policyDecider: Decider<PublishPolicy, PolicyPublished, PublishedPolicy, undefined> = {
  initialState: { packId: null, latestVersion: 0, hashes: new Map() },
  decide: publishPolicy,
  evolve: (state, { data: { packId, version, hash } }) => ({
    packId,
    latestVersion: version,
    hashes: new Map(state.hashes).set(version, hash),
  }),
};
