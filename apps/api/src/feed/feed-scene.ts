/** A feed on a real server with a store in memory, and clients that listen to it, for tests. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { caseEvents } from '@caseline/case-domain';
import {
  derivedId,
  eventIdOf,
  NO_STREAM,
  type EventStore,
  type NewEvent,
} from '@caseline/event-sourcing';
import { IN_MEMORY, openEmbeddedEventStore } from '@caseline/event-store-embedded';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { generateKeyPair } from 'jose';
import { AccessGuard } from '../access/access.guard.ts';
import { signToken, type DevelopmentKey } from '../access/development-key.ts';
import type { TokenRole } from '../access/principal.ts';
import { TokenVerifier } from '../access/token-verifier.ts';
import { createLogger, LOGGER } from '../logging.ts';
import { EVENT_STORE } from '../ports.ts';
import { ProblemFilter } from '../problems/problem.filter.ts';
import { CaseOrganizations } from './case-organizations.ts';
import { usualPace } from './feed-text.ts';
import { FeedController } from './feed.controller.ts';
import { FEED_LIMITS, LiveFeeds, type FeedLimits } from './live-feeds.ts';

export const organizationNumber = (number: number): string =>
  derivedId('organization', String(number));
export const caseNumber = (number: number): string => derivedId('case', String(number));

/** The marker of everything personal in the scene: it must never be told. */
export const PERSONAL = 'Li Wei';

@Module({})
class FeedModule {}

const source = { issuer: 'feed-test', audience: 'feed-test' };

/** The server and what tests do with it. */
export class FeedScene {
  readonly store: EventStore;
  readonly feeds: LiveFeeds;
  /** Milliseconds since the epoch, as the server's token check sees it. */
  readonly clock: { nowMs: number };
  readonly #app: NestFastifyApplication;
  readonly #key: DevelopmentKey;
  readonly #url: string;
  readonly #revisions = new Map<string, number>();

  private constructor(parts: {
    readonly store: EventStore;
    readonly app: NestFastifyApplication;
    readonly key: DevelopmentKey;
    readonly url: string;
    readonly clock: { nowMs: number };
  }) {
    this.store = parts.store;
    this.clock = parts.clock;
    this.#app = parts.app;
    this.#key = parts.key;
    this.#url = parts.url;
    this.feeds = parts.app.get(LiveFeeds);
  }

  static async open(changes: Partial<FeedLimits> = {}): Promise<FeedScene> {
    const clock = { nowMs: Date.now() };
    const store = await openEmbeddedEventStore({ folder: IN_MEMORY });
    const key = await generateKeyPair('EdDSA', { extractable: true });
    const verifier = new TokenVerifier(
      { ...source, key: key.publicKey },
      { now: () => clock.nowMs },
    );
    const limits = { ...usualPace, maxFeeds: 3, stallMs: 60_000, ...changes };
    const app = await NestFactory.create<NestFastifyApplication>(
      moduleOf({ store, verifier, limits }),
      new FastifyAdapter({ forceCloseConnections: true }),
      { logger: false, abortOnError: false },
    );
    await app.listen(0, '127.0.0.1');
    return new FeedScene({ store, app, key, url: await app.getUrl(), clock });
  }

  token(role: TokenRole, organization?: number): Promise<string> {
    const organizationId =
      organization === undefined ? {} : { organizationId: organizationNumber(organization) };
    return signToken(this.#key, { ...source, subject: 'tester', roles: [role], ...organizationId });
  }

  /** Asks for the feed; `path` is what follows `/v1/feed`. */
  async ask(
    path: string,
    {
      token,
      lastId,
      signal,
    }: {
      readonly token: string;
      readonly lastId?: number;
      readonly signal?: AbortSignal;
    },
  ): Promise<Response> {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(lastId === undefined ? {} : { 'last-event-id': String(lastId) }),
    };
    return fetch(`${this.#url}/v1/feed${path}`, {
      headers,
      ...(signal === undefined ? {} : { signal }),
    });
  }

  /** Asks for the feed on a bare connection and takes nothing of the answer but its first bytes. */
  async askWithoutReading(path: string, token: string): Promise<Socket> {
    const { hostname, port } = new URL(this.#url);
    const socket = connect(Number(port), hostname);
    const head = [`GET /v1/feed${path} HTTP/1.1`, 'host: x', `authorization: Bearer ${token}`];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    await once(socket, 'readable');
    return socket;
  }

  /** Opens a case of an organization; answers nothing, the next facts go on from there. */
  async openCase(number: number, organization: number): Promise<void> {
    await this.append(number, 'CaseOpened', openedData(organization));
  }

  /** Appends a fact to a case. */
  async append(number: number, type: keyof typeof caseEvents, data: unknown): Promise<void> {
    const streamId = `case-${caseNumber(number)}`;
    const revision = this.#revisions.get(streamId) ?? NO_STREAM;
    const event = factNumber(`${streamId} ${revision}`, type, data);
    await this.store.append(streamId, [event], revision);
    this.#revisions.set(streamId, revision + 1);
  }

  /** Ends the server; the store after it, as the product does. */
  async close(): Promise<void> {
    await this.#app.close();
    await this.store.close();
  }
}

function moduleOf(parts: {
  readonly store: EventStore;
  readonly verifier: TokenVerifier;
  readonly limits: FeedLimits;
}): DynamicModule {
  return {
    module: FeedModule,
    controllers: [FeedController],
    providers: [
      LiveFeeds,
      CaseOrganizations,
      { provide: FEED_LIMITS, useValue: parts.limits },
      { provide: EVENT_STORE, useValue: parts.store },
      { provide: TokenVerifier, useValue: parts.verifier },
      { provide: LOGGER, useValue: createLogger({ CASELINE_LOG: 'silent' }) },
      { provide: APP_GUARD, useClass: AccessGuard },
      { provide: APP_FILTER, useClass: ProblemFilter },
    ],
  };
}

function factNumber(seed: string, type: keyof typeof caseEvents, data: unknown): NewEvent {
  const commandId = derivedId('command', seed);
  const at = '2026-03-01T09:00:00.000Z';
  return {
    id: eventIdOf(commandId, 0),
    type,
    data,
    metadata: {
      schemaVersion: caseEvents[type].schemaVersion,
      actor: { id: 'agent-1', role: 'agent' },
      commandId,
      commandFingerprint: 'f'.repeat(32),
      occurredAt: at,
      $correlationId: commandId,
      $causationId: commandId,
      policyVersion: 'worldwide@1',
    },
  };
}

const openedData = (organization: number) => ({
  organizationId: organizationNumber(organization),
  pack: { id: 'worldwide', version: 1 },
  kind: 'technical',
  category: null,
  severity: null,
  proposedSeverity: null,
  assessment: null,
  entitlement: null,
  subscription: 'paid',
  channel: 'portal',
  contactMethod: 'email',
  language: 'en',
  country: 'GB',
  zone: 'Europe/London',
  contactConfirmed: { email: true, phone: true },
  reachableAroundTheClock: false,
  impactStatementGiven: false,
  followsCaseId: null,
  privacyNoticeVersion: null,
  source: null,
  personal: {
    title: `Mail of ${PERSONAL}`,
    description: 'No mail arrives.',
    requester: { name: PERSONAL, email: null, phone: null },
    affectedUsers: [],
    impactStatement: null,
  },
});
