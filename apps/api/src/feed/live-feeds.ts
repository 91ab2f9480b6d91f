import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { isPositionUnknown, type Position, type RecordedEvent } from '@caseline/event-sourcing';
import { isProvider, mayKnow } from '../access/own-organization.ts';
import type { Principal } from '../access/principal.ts';
import { TokenRefused, TokenVerifier } from '../access/token-verifier.ts';
import { EVENT_STORE, type EventStore } from '../ports.ts';
import { problem } from '../problems/problem.ts';
import { CaseOrganizations } from './case-organizations.ts';
import { CASE_STREAM_PREFIX, caseIdOf, factOf, isInternal, type FeedFact } from './feed-fact.ts';
import { feedText, type FeedPace } from './feed-text.ts';

/** Injection token of the pace and the cap of the feeds. */
export const FEED_LIMITS = Symbol('feed limits');

export interface FeedLimits extends FeedPace {
  /** Clients that may listen at the same time. */
  readonly maxFeeds: number;
  /** How long a client may take nothing of what is sent before it is dropped. */
  readonly stallMs: number;
}

/** Events read for a feed at a time: what a client that takes nothing can hold in memory. */
const BATCH = 100;
/** Seconds after which a client may try for a free place. */
const RETRY_AFTER_S = '5';

/** Who listens, and from where on. */
export interface Listener {
  readonly principal: Principal;
  /** The `Authorization` header, to be looked at again while the feed is open. */
  readonly authorization: string | undefined;
  /** Undefined: from now on. */
  readonly after: Position | undefined;
}

/** The open feeds of a server. */
@Injectable()
export class LiveFeeds implements OnModuleDestroy {
  readonly #open = new Set<AbortController>();
  #isClosing = false;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(TokenVerifier) private readonly tokens: TokenVerifier,
    @Inject(CaseOrganizations) private readonly cases: CaseOrganizations,
    @Inject(FEED_LIMITS) readonly limits: FeedLimits,
  ) {}

  /** How many clients listen. */
  get count(): number {
    return this.#open.size;
  }

  /** A place for one more client; `stop` gives it back. Throws the problem `too-many-feeds`. */
  async listen(listener: Listener, stop: AbortController): Promise<AsyncGenerator<string>> {
    this.#admit(stop);
    try {
      const after = await this.#startOf(listener.after);
      const filter = { streamPrefixes: [CASE_STREAM_PREFIX] };
      const options = { after, filter, batchSize: BATCH, signal: stop.signal };
      return feedText({
        messages: this.store.subscribe(options),
        stop,
        after,
        pace: this.limits,
        visible: (events) => this.#visible(events, listener.principal),
        mayGoOn: () => this.#holds(listener.authorization),
      });
    } catch (error) {
      stop.abort();
      throw error;
    }
  }

  /** Ends all feeds before the server closes its connections. */
  onModuleDestroy(): void {
    this.#isClosing = true;
    for (const stop of this.#open) stop.abort();
  }

  #admit(stop: AbortController): void {
    const { maxFeeds } = this.limits;
    if (this.#isClosing || this.#open.size >= maxFeeds) {
      throw problem('too-many-feeds', `At most ${maxFeeds} clients listen at the same time.`, {
        headers: { 'retry-after': RETRY_AFTER_S },
      });
    }
    this.#open.add(stop);
    stop.signal.addEventListener('abort', () => this.#open.delete(stop));
  }

  /** A position that the log does not have is another log's: going on would skip events. */
  async #startOf(after: Position | undefined): Promise<Position> {
    const head = await this.store.head();
    if (after === undefined) return head;
    if (after > head) {
      const detail = `is behind the end of the log, ${head}`;
      throw unknownPosition('position-ahead-of-log', detail);
    }
    if (await this.#hasPosition(after)) return after;
    throw unknownPosition('position-unknown', 'no event of the log stands there');
  }

  async #hasPosition(position: Position): Promise<boolean> {
    try {
      for await (const _ of this.store.readAll({ after: position, batchSize: 1 })) break;
      return true;
    } catch (error) {
      if (isPositionUnknown(error)) return false;
      throw error;
    }
  }

  async #visible(
    events: readonly RecordedEvent[],
    principal: Principal,
  ): Promise<readonly FeedFact[]> {
    if (isProvider(principal)) return events.map(factOf);
    const facts: FeedFact[] = [];
    for (const event of events) {
      if (isInternal(event.type)) continue;
      const organizationId = await this.cases.organizationOf(caseIdOf(event.streamId));
      if (mayKnow(principal, organizationId)) facts.push(factOf(event));
    }
    return facts;
  }

  async #holds(authorization: string | undefined): Promise<boolean> {
    try {
      await this.tokens.verify(authorization);
      return true;
    } catch (error) {
      if (error instanceof TokenRefused) return false;
      throw error;
    }
  }
}

const unknownPosition = (code: string, detail: string) =>
  problem('invalid-request', 'The log has no such position.', {
    errors: [{ pointer: 'Last-Event-ID', code, detail }],
  });
