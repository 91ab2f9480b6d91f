import { toEpochMs, type Clock, type EventStore } from '@caseline/event-sourcing';
import { pause, type Closable, type Leases, type Logger, type Settings } from '@caseline/hosting';
import { LedgerFault } from '@caseline/ledger';
import { leadWhileHeld } from '../lead-while-held.ts';
import { CheckpointFolder, type KeptCheckpoint } from './checkpoint-folder.ts';
import { CheckpointWebhook } from './checkpoint-webhook.ts';
import { ledgerKeys } from './ledger-keys.ts';
import { LedgerSealer, type SealerParts } from './ledger-sealer.ts';

/** How often the log is looked at: at most this much is added to the promised minutes. */
const LOOK_MS = 1_000;
/** Before a ledger that cannot go on is opened again: somebody may have repaired what is wrong. */
const REOPEN_MS = 15_000;
const MINUTE_MS = 60_000;
/** Before a folder that did not take a checkpoint is tried again. */
const KEEP_AGAIN_MS = 30_000;

export interface SealingParts {
  readonly settings: Settings;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly leases: Leases;
  readonly logger: Logger;
}

/** How the ledger stands, for health and metrics. */
export interface SealingProgress {
  /** Events that the last checkpoint covers. */
  readonly sealedEvents: number;
  /** Events that no checkpoint covers yet. */
  readonly pendingEvents: number;
  /** Code of what keeps the log from being sealed; null while nothing does. */
  readonly refusal: string | null;
  /** Checkpoints that the folder or the webhook did not take. */
  readonly notKept: number;
}

export interface LeadingSealing extends Closable {
  /** Null while another process seals, or nobody may. */
  progress(): SealingProgress | null;
}

/**
 * Seals the log whenever no other process does. Without a key it says so in the log and does
 * nothing; throws `malformed-key` for a key file that holds none.
 */
export function leadSealing(parts: SealingParts): LeadingSealing {
  const { settings, logger } = parts;
  const keys = ledgerKeys(settings);
  if (keys === null) {
    logger.warn(
      { setting: 'CASELINE_LEDGER_KEY_FILE' },
      'The log is not sealed: no key is given (ledger-off)',
    );
    return { progress: () => null, close: async () => undefined };
  }
  const { CASELINE_LEDGER_FOLDER: place, CASELINE_LEDGER_ORIGIN: origin } = settings;
  const folder = place === undefined ? null : new CheckpointFolder(place);
  const { store, clock, leases } = parts;
  const sealing = new Sealing(parts, { store, clock, keys, folder, origin });
  const leading = leadWhileHeld({ leases, logger }, 'ledger', (signal) => sealing.run(signal));
  return {
    progress: () => sealing.progress(),
    close: async () => {
      await leading.close();
      await sealing.close();
    },
  };
}

/** Reads, seals and hands on, until it is told to stop. */
class Sealing implements Closable {
  readonly #parts: SealingParts;
  readonly #ledger: SealerParts;
  readonly #webhook: CheckpointWebhook | null;
  /** What the folder has not taken yet: the newest alone, for it covers all before. */
  #unkept: KeptCheckpoint | null = null;
  #keepAfterMs = 0;
  #notKept = 0;
  #refusal: string | null = null;
  #sealer: LedgerSealer | null = null;
  #openedAtMs = 0;

  constructor(parts: SealingParts, ledger: SealerParts) {
    this.#parts = parts;
    this.#ledger = ledger;
    const { CASELINE_LEDGER_WEBHOOK: url } = parts.settings;
    const onFault = (error: unknown) => this.#tellNotKept('webhook', error);
    this.#webhook = url === undefined ? null : new CheckpointWebhook({ url, onFault });
  }

  progress(): SealingProgress | null {
    if (this.#sealer === null && this.#refusal === null) return null;
    return {
      sealedEvents: this.#sealer?.last?.checkpoint.size ?? 0,
      pendingEvents: this.#sealer?.pending ?? 0,
      refusal: this.#refusal,
      notKept: this.#notKept,
    };
  }

  async close(): Promise<void> {
    await this.#webhook?.close();
  }

  /** Opens the ledger anew after everything that went wrong: what it knew may not hold any more. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#keepSealing(signal);
      } catch (error) {
        this.#tellRefusal(error);
        await pause(REOPEN_MS, signal);
      }
    }
    this.#sealer = null;
    this.#refusal = null;
  }

  async #keepSealing(signal: AbortSignal): Promise<void> {
    this.#sealer = null;
    while (!signal.aborted) {
      this.#sealer ??= await this.#open();
      if (this.#sealer !== null) await this.#round(this.#sealer, signal);
      await pause(LOOK_MS, signal);
    }
  }

  async #open(): Promise<LedgerSealer | null> {
    const sealer = await LedgerSealer.open(this.#ledger);
    if (sealer === null) return null;
    this.#openedAtMs = performance.now();
    // A crash may have come between the seal and its copy.
    this.#unkept = sealer.last;
    const { origin, verifiers } = sealer;
    this.#parts.logger.info({ origin, verifiers }, 'ledger-opened');
    return sealer;
  }

  async #round(sealer: LedgerSealer, signal: AbortSignal): Promise<void> {
    await sealer.readOn(signal);
    this.#refusal = null;
    if (this.#isDue(sealer) && !signal.aborted) {
      this.#unkept = await sealer.seal();
      this.#webhook?.post(this.#unkept.note);
    }
    await this.#keep();
  }

  #isDue(sealer: LedgerSealer): boolean {
    const { CASELINE_LEDGER_EVENTS: events, CASELINE_LEDGER_MINUTES: minutes } =
      this.#parts.settings;
    if (sealer.pending === 0) return false;
    if (sealer.pending >= events) return true;
    return this.#sinceLastMs(sealer) >= minutes * MINUTE_MS;
  }

  /** By the clock from the last seal, and where there is none by the time it was waited for. */
  #sinceLastMs({ last }: LedgerSealer): number {
    const sealedAt = last?.checkpoint.sealedAt;
    if (sealedAt === undefined || sealedAt === null) return performance.now() - this.#openedAtMs;
    return this.#parts.clock.now() - toEpochMs(sealedAt);
  }

  async #keep(): Promise<void> {
    const { folder } = this.#ledger;
    const isWaiting = performance.now() < this.#keepAfterMs;
    if (this.#unkept === null || folder === null || isWaiting) return;
    try {
      await folder.keep(this.#unkept);
      this.#unkept = null;
    } catch (error) {
      this.#keepAfterMs = performance.now() + KEEP_AGAIN_MS;
      this.#tellNotKept('folder', error);
    }
  }

  #tellNotKept(place: 'folder' | 'webhook', error: unknown): void {
    this.#notKept += 1;
    this.#parts.logger.error({ err: error, place }, 'checkpoint-not-kept');
  }

  #tellRefusal(error: unknown): void {
    this.#refusal = error instanceof LedgerFault ? error.code : 'ledger-failed';
    this.#parts.logger.error({ err: error, code: this.#refusal }, 'ledger-sealing-refused');
  }
}
