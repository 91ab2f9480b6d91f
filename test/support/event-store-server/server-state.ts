/** What all services of a test server share. */
import type grpc from '@grpc/grpc-js';
import type { Fault, FaultPlan, FaultyCall } from './faults.ts';
import { notLeader, refusalError } from './refusals.ts';
import type { EventBytes } from './event-bytes.ts';
import type { WireLog } from './wire-log.ts';

export interface Member {
  readonly host: string;
  readonly port: number;
  readonly isLeader: boolean;
}

export interface ServerState {
  readonly log: WireLog;
  readonly faults: FaultPlan;
  /** Milliseconds since the epoch by the server's clock, which may be off. */
  nowMs(): number;
  /** What events are stamped with: that, or the clock of the test. */
  stampMs(): number;
  /** Where the leader is when this server is not; undefined when it is. */
  leader(): Member | undefined;
  /** What a gossip answers. */
  members(): readonly Member[];
  /** Name and password that calls must carry, and whether they may read `$all`. */
  readonly account: Account | undefined;
  readonly hasBatchAppend: boolean;
  readonly calls: OpenCalls;
  readonly eventBytes: EventBytes;
}

export interface Account {
  readonly username: string;
  readonly password: string;
  readonly mayReadAll: boolean;
}

type AnyCall = Pick<grpc.ServerUnaryCall<unknown, unknown>, 'metadata'>;

/** The error a call begins with: no account, no leader; undefined when it may go on. */
export function refusalAtDoor(state: ServerState, call: AnyCall): grpc.ServiceError | undefined {
  const { account } = state;
  if (account !== undefined) {
    const token = Buffer.from(`${account.username}:${account.password}`).toString('base64');
    const [given] = call.metadata.get('authorization');
    if (given !== `Basic ${token}`) return refusalError('access-denied');
  }
  const leader = state.leader();
  const [required] = call.metadata.get('requires-leader');
  return required === 'true' && leader !== undefined ? notLeader(leader) : undefined;
}

/** The error that a fault puts in the place of all work; undefined for the other faults. */
export function refusalByFault(fault: Fault | undefined): grpc.ServiceError | undefined {
  if (fault?.kind === 'refuse') return refusalError(fault.as);
  return fault?.kind === 'not-leader' ? notLeader(fault.leader) : undefined;
}

/** Counts the calls that clients hold open: what they forget to end is seen here. */
export class OpenCalls {
  readonly #open = new Map<FaultyCall, number>();
  readonly #begun = new Map<FaultyCall, number>();
  readonly #waiting = new Set<() => void>();
  /** Events that readings and subscriptions have handed to their connections. */
  sentEvents = 0;

  /** Counts a call until its end. */
  follow(kind: FaultyCall, call: NodeJS.EventEmitter): void {
    this.#add(this.#begun, kind, 1);
    this.#add(this.#open, kind, 1);
    this.#tell();
    let isOver = false;
    const end = () => {
      if (isOver) return;
      isOver = true;
      this.#add(this.#open, kind, -1);
      this.#tell();
    };
    call.once('cancelled', end);
    call.once('finish', end);
    call.once('close', end);
  }

  open(kind: FaultyCall): number {
    return this.#open.get(kind) ?? 0;
  }

  /** How many calls of a kind there ever were. */
  begun(kind: FaultyCall): number {
    return this.#begun.get(kind) ?? 0;
  }

  /** Resolves when no reading and no subscription is open. */
  none(): Promise<void> {
    return this.until(() => this.open('read') + this.open('subscribe') === 0);
  }

  /** Resolves when the calls that begin and end have made it true. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
    }
  }

  #tell(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  #add(counts: Map<FaultyCall, number>, kind: FaultyCall, difference: number): void {
    counts.set(kind, (counts.get(kind) ?? 0) + difference);
  }
}
