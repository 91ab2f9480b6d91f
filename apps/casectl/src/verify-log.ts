import {
  canonicalJson,
  faultOf,
  HashChainVerifier,
  START,
  type EventStore,
  type LogFault,
  type RecordedEvent,
  type StoredEvent,
} from '@caseline/event-sourcing';
import { eventLogFile, verifyLog, type LogVerification } from '@caseline/event-store-embedded';
import type { StoreFault } from '@caseline/hosting';
import { withLog, storesOf } from './stores.ts';
import type { Given, Run } from './verb.ts';

/** Faults that are listed; the others are counted. */
const MAX_LISTED_FAULTS = 1_000;

type OnProgress = (verified: number, total: number) => void;

/** Recomputes every hash of the log, in the data folder or in EventStoreDB. */
export async function verifyStores(
  run: Run,
  given: Given,
  onProgress: OnProgress,
): Promise<LogVerification> {
  const stores = storesOf(run, given);
  if (stores.EVENTSTORE_URL === undefined) {
    return verifyLog({
      file: eventLogFile(stores.CASELINE_DATA),
      onProgress: ({ verified, total }) => onProgress(verified, total),
    });
  }
  const verification = new Verification();
  const onFault = (fault: StoreFault) => verification.addUnreadable(fault);
  await withLog(run, { stores, mode: 'read', onFault }, async (store) =>
    verification.run(store, onProgress),
  );
  return verification.result();
}

/** A log that is read through its port: texts are those that the events stand for. */
class Verification {
  readonly #verifier = new HashChainVerifier();
  readonly #faults: LogFault[] = [];
  #faultCount = 0;
  #events = 0;
  #head = START;

  async run(store: EventStore, onProgress: OnProgress): Promise<void> {
    const total = await store.head();
    for await (const events of store.readAll({ after: START })) {
      for (const event of events) this.#check(event);
      onProgress(this.#head, total);
    }
    onProgress(total, total);
  }

  /** An event that is not as this product writes them. */
  addUnreadable(fault: StoreFault): void {
    if (fault.kind !== 'malformed-event') return;
    const { streamId = null, revision = null, position = null, detail } = fault;
    this.#add(faultOf('unreadable-event', { streamId, revision, position }, detail));
  }

  result(): LogVerification {
    return {
      events: this.#events,
      streams: this.#verifier.streamCount,
      head: this.#head,
      faultCount: this.#faultCount,
      faults: this.#faults,
    };
  }

  #check(event: RecordedEvent): void {
    this.#events += 1;
    if (event.position <= this.#head) {
      this.#add(faultOf('position-gap', event, `comes behind position ${this.#head}`));
    }
    this.#head = event.position;
    const fault = this.#verifier.check(storedEvent(event));
    if (fault !== undefined) this.#add(fault);
  }

  #add(fault: LogFault): void {
    this.#faultCount += 1;
    if (this.#faults.length < MAX_LISTED_FAULTS) this.#faults.push(fault);
  }
}

/** An event as it was hashed. */
export function storedEvent({ data, metadata, ...event }: RecordedEvent): StoredEvent {
  const { hash, ...hashed } = metadata;
  const dataJson = canonicalJson(data);
  return { ...event, dataJson, metadataJson: canonicalJson(hashed), hash };
}
