/** Reads and subscriptions of streams and of `$all`. */
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type grpc from '@grpc/grpc-js';
import { once } from 'node:events';
import type { BreakOff, Fault } from './faults.ts';
import { readRequestOf } from './read-request.ts';
import type { ReadRequest } from './read-request.ts';
import { consumerTooSlow, invalidPosition, refusalError, streamDeleted } from './refusals.ts';
import { refusalAtDoor, refusalByFault } from './server-state.ts';
import type { ReadAnswer } from './event-bytes.ts';
import type { ServerState } from './server-state.ts';
import type { LoggedEvent } from './wire-log.ts';
import { eventAnswer, identifierOf } from './wire-messages.ts';

type Response = InstanceType<typeof streams.ReadResp>;
type Call = grpc.ServerWritableStream<InstanceType<typeof streams.ReadReq>, ReadAnswer>;

export const readService =
  (state: ServerState) =>
  (call: Call): void => {
    const request = readRequestOf(call.request);
    const kind = request.max === undefined ? 'subscribe' : 'read';
    state.calls.follow(kind, call);
    call.on('error', () => undefined);
    const fault = state.faults.take(kind);
    const denied = request.streamId === undefined && state.account?.mayReadAll === false;
    const refused =
      refusalAtDoor(state, call) ??
      (denied ? refusalError('access-denied') : undefined) ??
      refusalByFault(fault);
    if (refused !== undefined) return void call.emit('error', refused);
    if (fault?.kind === 'half-open') return;
    const reading = new Reading(state, call, fault);
    reading.run(request).catch((error: unknown) => call.emit('error', error));
  };

/** Ends a reading from within, by order of a fault. */
class BrokenOff extends Error {
  readonly how: BreakOff;

  constructor(how: BreakOff) {
    super(how);
    this.how = how;
  }
}

class Reading {
  readonly #state: ServerState;
  readonly #call: Call;
  readonly #fault: Fault | undefined;
  readonly #gone = new AbortController();
  #sent = 0;
  #isLive = false;

  constructor(state: ServerState, call: Call, fault: Fault | undefined) {
    this.#state = state;
    this.#call = call;
    this.#fault = fault;
    call.on('cancelled', () => this.#gone.abort());
    call.on('close', () => this.#gone.abort());
  }

  async run(request: ReadRequest): Promise<void> {
    try {
      if (this.#fault?.kind === 'delay') await this.#fault.until;
      if (request.max === undefined) await this.#follow(request);
      else if (request.streamId === undefined) await this.#readAll(request, request.max);
      else await this.#readStream(request.streamId, request, request.max);
      this.#call.end();
    } catch (error) {
      if (!(error instanceof BrokenOff)) throw error;
      if (error.how === 'clean-end') this.#call.end();
      else if (error.how === 'error') this.#call.emit('error', refusalError('unavailable'));
      else if (error.how === 'consumer-too-slow') this.#call.emit('error', consumerTooSlow());
      // A stall says nothing at all.
    }
  }

  async #readStream(streamId: string, request: ReadRequest, max: number): Promise<void> {
    const events = this.#state.log.stream(streamId);
    if (events === 'deleted') throw streamDeleted(streamId);
    if (events === undefined) {
      const notFound = new streams.ReadResp.StreamNotFound();
      notFound.setStreamIdentifier(identifierOf(streamId));
      const answer = new streams.ReadResp();
      answer.setStreamNotFound(notFound);
      await this.#write(answer);
      return;
    }
    const { from, isBackwards } = request;
    const wanted = isBackwards
      ? events.filter(({ revision }) => from === 'end' || revision <= Number(from)).toReversed()
      : events.filter(({ revision }) => from === 'start' || revision >= Number(from));
    for (const event of wanted.slice(0, max)) await this.#send(event);
  }

  async #readAll(request: ReadRequest, max: number): Promise<void> {
    const { log } = this.#state;
    // What is appended meanwhile is not read: a real server stops at the end it finds, too.
    const end = log.all.length;
    const { from, isBackwards } = request;
    let index = this.#indexOf(from, end);
    const step = isBackwards ? -1 : 1;
    // Forwards the event at the position itself is read, backwards it is not.
    if (isBackwards) index -= 1;
    for (let sent = 0; sent < max; index += step) {
      const event = index < end ? log.all[index] : undefined;
      if (event === undefined || this.#gone.signal.aborted) return;
      if (request.matches?.(event) === false) continue;
      await this.#send(event);
      sent += 1;
    }
  }

  /** A position must be one at which an event begins: the log is bytes, not a list. */
  #indexOf(from: ReadRequest['from'], end: number): number {
    if (from === 'start') return 0;
    if (from === 'end') return end;
    const index = this.#state.log.indexFrom(from);
    if (this.#state.log.all[index]?.position !== from) throw invalidPosition();
    return index;
  }

  async #follow(request: ReadRequest): Promise<void> {
    const { log } = this.#state;
    const confirmation = new streams.ReadResp.SubscriptionConfirmation();
    confirmation.setSubscriptionId('subscription');
    const confirmed = new streams.ReadResp();
    confirmed.setConfirmation(confirmation);
    await this.#write(confirmed);
    const start = this.#indexOf(request.from, log.all.length);
    let index = typeof request.from === 'number' ? start + 1 : start;
    let sinceCheckpoint = 0;
    while (!this.#gone.signal.aborted) {
      const event = log.all[index];
      if (event === undefined) {
        await this.#caughtUp(index);
        continue;
      }
      index += 1;
      sinceCheckpoint += 1;
      if (isWanted(request, event)) await this.#send(event);
      if (request.matches !== undefined && sinceCheckpoint >= request.checkpointEvery) {
        sinceCheckpoint = 0;
        await this.#write(checkpointAt(event.position));
      }
    }
  }

  async #caughtUp(length: number): Promise<void> {
    if (!this.#isLive) {
      this.#isLive = true;
      const answer = new streams.ReadResp();
      answer.setCaughtUp(new streams.ReadResp.CaughtUp());
      await this.#write(answer);
    }
    await this.#state.log.grownBeyond(length, this.#gone.signal);
  }

  async #send(event: LoggedEvent): Promise<void> {
    const fault = this.#fault;
    if (fault?.kind === 'checkpoint-ahead') {
      await this.#write(checkpointAt(this.#state.log.head));
      throw new BrokenOff('clean-end');
    }
    if (fault?.kind === 'break-off' && this.#sent >= fault.afterEvents) {
      throw new BrokenOff(fault.how);
    }
    const isSpoilt = fault?.kind === 'malformed' && fault.at === this.#sent;
    this.#sent += 1;
    this.#state.calls.sentEvents += 1;
    const { eventBytes } = this.#state;
    await this.#write(isSpoilt ? eventAnswer(event, fault.how) : eventBytes.of(event));
  }

  async #write(answer: ReadAnswer): Promise<void> {
    if (this.#gone.signal.aborted) return;
    if (this.#call.write(answer)) return;
    try {
      await once(this.#call, 'drain', { signal: this.#gone.signal });
    } catch {
      // The client is gone; every loop looks at the signal.
    }
  }
}

function isWanted(request: ReadRequest, event: LoggedEvent): boolean {
  if (request.streamId !== undefined && request.streamId !== event.streamId) return false;
  return request.matches?.(event) ?? true;
}

function checkpointAt(position: number): Response {
  const checkpoint = new streams.ReadResp.Checkpoint();
  checkpoint.setCommitPosition(String(position));
  checkpoint.setPreparePosition(String(position));
  const answer = new streams.ReadResp();
  answer.setCheckpoint(checkpoint);
  return answer;
}
