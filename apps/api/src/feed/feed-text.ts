import type { Position, RecordedEvent, SubscriptionMessage } from '@caseline/event-sourcing';
import type { FeedFact } from './feed-fact.ts';
import { withTicks } from './with-ticks.ts';

/** How long a client waits before it connects again. */
const RETRY_MS = 2_000;
/** Clients of a server that ends come back spread over so long, so that no other is flooded. */
const SPREAD_MS = 3_000;

/** How a feed is paced; the tests are in more of a hurry. */
export interface FeedPace {
  /** How often a quiet feed looks whether its token still holds. */
  readonly tickMs: number;
  /** Quiet ticks after which a comment keeps the connection alive. */
  readonly heartbeatTicks: number;
  /** Ticks after which a feed ends, so that the client connects anew. */
  readonly maxTicks: number;
}

/** A comment every 15 s of silence, a new connection after an hour of it. */
export const usualPace: FeedPace = { tickMs: 5_000, heartbeatTicks: 3, maxTicks: 720 };

/** What one client's feed is made of. */
export interface FeedParts {
  readonly messages: AsyncIterable<SubscriptionMessage>;
  /** Ends the messages. */
  readonly stop: AbortController;
  readonly after: Position;
  readonly pace: FeedPace;
  /** The facts among the events that this client may see. */
  visible(events: readonly RecordedEvent[]): Promise<readonly FeedFact[]>;
  /** False when the token holds no longer: the feed ends. */
  mayGoOn(): Promise<boolean>;
}

/** Pieces of `text/event-stream`, pulled one by one: a slow client slows the reading of the log. */
export async function* feedText(parts: FeedParts): AsyncGenerator<string> {
  const { messages, stop, pace } = parts;
  const feed = new Feed(parts);
  yield `retry: ${RETRY_MS}\n\n`;
  for await (const item of withTicks(messages, pace.tickMs, stop)) {
    if (!(await feed.goesOn(item))) return;
    const text = item === 'tick' ? feed.quiet() : await feed.textOf(item);
    if (text !== '') yield text;
  }
  // Only a server that ends gets here with a client that still listens.
  yield `retry: ${Math.round(Math.random() * SPREAD_MS)}\n: the server ends; connect again\n\n`;
}

/** Where a client stands, and what it is to be told next. */
class Feed {
  readonly #parts: FeedParts;
  /** The last id the client knows. */
  #told: Position;
  /** The last position that was looked at for it. */
  #seen: Position;
  #isLive = false;
  #ticks = 0;
  #quietTicks = 0;
  #checkedAtMs = performance.now();

  constructor(parts: FeedParts) {
    this.#parts = parts;
    this.#told = parts.after;
    this.#seen = parts.after;
  }

  /** Whether the client may be told more: its token is looked at with every tick, busy or not. */
  async goesOn(item: SubscriptionMessage | 'tick'): Promise<boolean> {
    const { mayGoOn, pace } = this.#parts;
    const now = performance.now();
    if (item !== 'tick' && now - this.#checkedAtMs < pace.tickMs) return true;
    this.#checkedAtMs = now;
    this.#ticks += 1;
    return this.#ticks <= pace.maxTicks && (await mayGoOn());
  }

  /** What to send when nothing came: after a while a comment, or how far the log is meanwhile. */
  quiet(): string {
    this.#quietTicks += 1;
    if (this.#quietTicks < this.#parts.pace.heartbeatTicks) return '';
    this.#quietTicks = 0;
    if (this.#seen === this.#told) return ':\n\n';
    // Without data it is no event to the client, but it goes on from here when it connects anew.
    this.#told = this.#seen;
    return `id: ${this.#seen}\n\n`;
  }

  async textOf(message: SubscriptionMessage): Promise<string> {
    const text =
      message.kind === 'events' ? await this.#facts(message.events) : this.#news(message);
    if (text !== '') this.#quietTicks = 0;
    return text;
  }

  async #facts(events: readonly RecordedEvent[]): Promise<string> {
    const facts = await this.#parts.visible(events);
    this.#seen = events.at(-1)?.position ?? this.#seen;
    this.#told = facts.at(-1)?.position ?? this.#told;
    return facts.map(factText).join('');
  }

  /** The first time the end of the log is reached the client is told that it is live. */
  #news({ position }: { readonly position: Position }): string {
    this.#seen = Math.max(this.#seen, position);
    if (this.#isLive) return '';
    this.#isLive = true;
    this.#told = this.#seen;
    const id = this.#seen < 0 ? '' : `id: ${this.#seen}\n`;
    return `${id}event: caught-up\ndata: ${JSON.stringify({ position: this.#seen })}\n\n`;
  }
}

/** JSON has no line breaks outside its strings, and none inside them. */
const factText = (fact: FeedFact): string =>
  `id: ${fact.position}\nevent: ${fact.type}\ndata: ${JSON.stringify(fact)}\n\n`;
