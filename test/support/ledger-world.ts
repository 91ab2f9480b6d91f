/** A log that grows and is sealed, with keys and a folder for checkpoints. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_STREAM, START, derivedId } from '@caseline/event-sourcing';
import type { EventStore, NewEvent, RecordedEvent } from '@caseline/event-sourcing';
import { openEmbeddedEventStore, IN_MEMORY } from '@caseline/event-store-embedded';
import { readSettings } from '@caseline/hosting';
import { signingKeyOfSeed, signingKeyPem } from '@caseline/ledger';
import { CheckpointFolder, LedgerSealer, ledgerKeys } from '@caseline/timekeeper';
import { TestClock } from './engine-world.ts';

/** The PEM of a key of a test. */
export const keyPem = (seed: number): string =>
  signingKeyPem(signingKeyOfSeed('test', Buffer.alloc(32, seed)));

/** An event that nobody interprets. */
export const noted = (note: string): NewEvent => {
  const commandId = derivedId('note', note);
  return {
    id: derivedId('event', note),
    type: 'CaseNoted',
    data: { note },
    metadata: {
      schemaVersion: 1,
      actor: { id: 'agent-1', role: 'agent' },
      commandId,
      commandFingerprint: 'f'.repeat(32),
      occurredAt: '2026-03-01T00:00:00.000Z',
      $correlationId: commandId,
      $causationId: commandId,
      policyVersion: null,
    },
  };
};

export class LedgerWorld {
  readonly root = mkdtempSync(join(tmpdir(), 'caseline-ledger-'));
  readonly folder = join(this.root, 'checkpoints');
  readonly keyFile = join(this.root, 'keys.pem');
  readonly clock = new TestClock('2026-03-02T02:00:00.000Z');
  readonly #stores: EventStore[] = [];
  readonly #ends = new Map<string, number>();

  constructor() {
    this.sealWith(keyPem(1));
  }

  sealWith(...pems: readonly string[]): void {
    writeFileSync(this.keyFile, pems.join(''));
  }

  async store(): Promise<EventStore> {
    const store = await openEmbeddedEventStore({ folder: IN_MEMORY, clock: this.clock });
    this.#stores.push(store);
    return store;
  }

  /** Notes each text in one of three streams. */
  async note(store: EventStore, ...notes: readonly string[]): Promise<void> {
    for (const note of notes) {
      const streamId = `case-${note.length % 3}`;
      const [last] = await store.readStream(streamId, { direction: 'backwards', max: 1 });
      await store.append(streamId, [noted(note)], last?.revision ?? NO_STREAM);
    }
  }

  /** The ledger of a store, as a process opens it. */
  async open(store: EventStore, said: { readonly origin?: string } = {}) {
    const settings = readSettings({ CASELINE_LEDGER_KEY_FILE: this.keyFile });
    const keys = ledgerKeys(settings);
    if (keys === null) throw new TypeError('a key file is given');
    const folder = new CheckpointFolder(this.folder);
    const { clock } = this;
    const sealer = await LedgerSealer.open({ store, clock, keys, folder, origin: said.origin });
    if (sealer === null) throw new TypeError('the log has events');
    return sealer;
  }

  /** Opens, reads on, seals and keeps; answers the checkpoint. */
  async seal(store: EventStore) {
    const sealer = await this.open(store);
    await sealer.readOn();
    const kept = await sealer.seal();
    await new CheckpointFolder(this.folder).keep(kept);
    return kept;
  }

  /** The notes in the folder, the smallest tree first. */
  notes(): readonly string[] {
    const names = readdirSync(this.folder).sort();
    return names.map((name) => readFileSync(join(this.folder, name), 'utf8'));
  }

  /** A store with some events of another, as after a restore or a move. */
  async copyOf(
    store: EventStore,
    isWanted: (event: RecordedEvent) => boolean,
  ): Promise<EventStore> {
    const copy = await this.store();
    this.#ends.clear();
    for await (const events of store.readAll({ after: START })) {
      for (const event of events.filter(isWanted)) await this.#append(copy, event);
    }
    return copy;
  }

  async end(): Promise<void> {
    await Promise.all(this.#stores.map((store) => store.close()));
    rmSync(this.root, { recursive: true, force: true });
  }

  async #append(store: EventStore, { streamId, metadata, id, type, data }: RecordedEvent) {
    const { recordedAt, hash: _hash, ...stated } = metadata;
    this.clock.ms = Date.parse(recordedAt);
    const revision = this.#ends.get(streamId) ?? NO_STREAM;
    await store.append(streamId, [{ id, type, data, metadata: stated }], revision);
    this.#ends.set(streamId, revision + 1);
  }
}
