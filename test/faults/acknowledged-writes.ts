/**
 * The witness outside: it notes what it is about to send before it sends it, and what was
 * acknowledged after. A command that got no answer is sent again under its own key, in the next
 * life of the server, until it is known.
 */
import { setTimeout as passed } from 'node:timers/promises';
import { openBody, scriptedCommand } from '../support/case-script.ts';
import { ConnectionLost, HttpConnection, headerOf } from '../support/http-connection.ts';
import type { HttpAnswer } from '../support/http-connection.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import type { CaselineServer } from '../support/caseline-server.ts';

/** What a server answered to a command it accepted. */
export interface Acknowledgement {
  readonly revision: number;
  readonly position: number;
  readonly recordedAt: string;
  readonly events: readonly { readonly id: string; readonly type: string }[];
}

/** A command that was sent, and what became of it. */
export interface Intent {
  readonly key: string;
  readonly path: string;
  readonly caller: 'agent' | 'administrator';
  readonly body: string;
  /** Occurs in no other command; null where the command says nothing of its own. */
  readonly mark: string | null;
  sends: number;
  acknowledged: Acknowledgement | null;
}

/** Counts that say how much a run has really tried. */
export interface WitnessCounts {
  sent: number;
  /** Sent again because no answer had come; those of them that had been written already. */
  resent: number;
  foundWritten: number;
  /** Sent again although answered; the answer must be the same. */
  repeated: number;
}

const CLIENTS = 8;

/** How a witness works where it is not alone with one server. */
export interface Pace {
  /** Begins the names of the clients, where other witnesses work on the same servers. */
  readonly name?: string;
  /** Each client rests so long after each command. */
  readonly turnEveryMs?: number;
  /** True where stores go away too: a server then says 503, which decides nothing. */
  readonly outages?: boolean;
}

/** Commands to a case before its client opens another one. */
const CASE_LENGTH = 14;

export class Witness {
  readonly intents: Intent[] = [];
  /** What a server said that it must not say. */
  readonly contradictions: string[] = [];
  readonly counts: WitnessCounts = { sent: 0, resent: 0, foundWritten: 0, repeated: 0 };
  readonly #random: SeededRandom;
  readonly #pace: Pace;
  readonly #clients: Client[];
  #acknowledged = 0;
  #awaited: { readonly count: number; readonly reached: () => void } | null = null;

  constructor(random: SeededRandom, pace: Pace = {}) {
    this.#random = random;
    this.#pace = pace;
    this.#clients = Array.from({ length: CLIENTS }, (_, index) => ({
      name: `${pace.name ?? 'client'}-${index}`,
      caseId: null,
      step: 0,
      unanswered: null,
    }));
  }

  /** Resolves when so many more commands are acknowledged. */
  acknowledgements(count: number): Promise<void> {
    return new Promise((reached) => {
      this.#awaited = { count: this.#acknowledged + count, reached };
    });
  }

  /** Works on a server until it is gone. */
  async work(server: Pick<CaselineServer, 'port' | 'tokens'>): Promise<void> {
    await Promise.all(
      this.#clients.map((client) =>
        this.#onConnection(server, async (ask) => {
          for (;;) {
            await this.#turn(client, ask);
            const { turnEveryMs } = this.#pace;
            if (turnEveryMs !== undefined) await passed(turnEveryMs);
          }
        }),
      ),
    );
  }

  /** Settles what is not known yet; answers the last position that was written. */
  async settle(server: Pick<CaselineServer, 'port' | 'tokens'>): Promise<number> {
    await this.#onConnection(server, async (ask) => {
      for (const client of this.#clients) await this.#settle(client, ask);
    });
    const open = this.#clients.filter(({ unanswered }) => unanswered !== null);
    if (open.length > 0 && this.contradictions.length === 0) {
      throw new Error('the server went away while the witness settled');
    }
    return Math.max(...this.intents.map(({ acknowledged }) => acknowledged?.position ?? -1));
  }

  async #onConnection(
    { port, tokens }: Pick<CaselineServer, 'port' | 'tokens'>,
    act: (ask: Ask) => Promise<void>,
  ): Promise<void> {
    try {
      const connection = await HttpConnection.open(port);
      await act((intent) => {
        intent.sends += 1;
        this.counts.sent += 1;
        const authorization = `authorization: Bearer ${tokens[intent.caller]}`;
        const headers = [authorization, `idempotency-key: ${intent.key}`];
        return connection.send({ method: 'POST', path: intent.path, headers, body: intent.body });
      }).finally(() => connection.close());
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
    }
  }

  async #turn(client: Client, ask: Ask): Promise<void> {
    await this.#settle(client, ask);
    if (this.#random.below(20) === 0) await this.#repeat(ask);
    client.unanswered = this.#nextIntent(client);
    this.intents.push(client.unanswered);
    await this.#settle(client, ask);
  }

  /** Sends what the client has not had an answer to. */
  async #settle(client: Client, ask: Ask): Promise<void> {
    const intent = client.unanswered;
    if (intent === null) return;
    if (intent.sends > 0) this.counts.resent += 1;
    const answer = await ask(intent);
    const acknowledged = this.#acknowledgement(intent, answer);
    if (acknowledged === null) return;
    if (headerOf(answer, 'idempotency-replayed') === 'true') this.counts.foundWritten += 1;
    intent.acknowledged = acknowledged;
    this.#acknowledged += 1;
    if (this.#acknowledged >= (this.#awaited?.count ?? Infinity)) this.#awaited?.reached();
    client.unanswered = null;
    client.step += 1;
    if (intent.path === '/v1/cases') {
      client.caseId = (JSON.parse(answer.body) as { caseId: string }).caseId;
      client.step = 0;
    }
  }

  /** Any earlier command once more: it must give the answer it gave. */
  async #repeat(ask: Ask): Promise<void> {
    if (this.intents.length === 0) return;
    const intent = this.#random.pick(this.intents);
    if (intent.acknowledged === null) return;
    const again = this.#acknowledgement(intent, await ask(intent));
    this.counts.repeated += 1;
    if (JSON.stringify(again) === JSON.stringify(intent.acknowledged)) return;
    this.contradictions.push(
      `${intent.key}: first ${JSON.stringify(intent.acknowledged)}, then ` + JSON.stringify(again),
    );
  }

  /** The server has no reason to refuse: every command is legal where it is sent. */
  #acknowledgement(intent: Intent, { status, body }: HttpAnswer): Acknowledgement | null {
    if (status === 200 || status === 201) {
      const { revision, position, recordedAt, events } = JSON.parse(body) as Acknowledgement;
      return { revision, position, recordedAt, events };
    }
    if (status === 503 && this.#pace.outages === true) {
      throw new ConnectionLost('a store is away; the command is sent again');
    }
    this.contradictions.push(`${intent.path} ${intent.key}: ${status} ${body}`);
    throw new ConnectionLost(`an answer ${status} that nobody expected`);
  }

  #nextIntent({ name, caseId, step }: Client): Intent {
    const mark = `${name}.${this.intents.length}`;
    const fresh = { key: `kill-${mark}`, sends: 0, acknowledged: null };
    if (caseId === null || step >= CASE_LENGTH) {
      const path = '/v1/cases';
      return { ...fresh, path, caller: 'administrator', body: openBody(mark), mark };
    }
    const { name: command, caller, body } = scriptedCommand(step);
    const text = body(mark);
    const path = `/v1/cases/${caseId}/${command}`;
    return { ...fresh, path, caller, body: text, mark: text.includes(mark) ? mark : null };
  }
}

type Ask = (intent: Intent) => Promise<HttpAnswer>;

/** One who works on one case at a time and waits for each answer. */
interface Client {
  readonly name: string;
  caseId: string | null;
  step: number;
  unanswered: Intent | null;
}
