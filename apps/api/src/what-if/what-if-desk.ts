import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { derivedId } from '@caseline/event-sourcing';
import type { PolicyPack } from '@caseline/support-policy';
import { askWhatIf, type CaseRange, type WhatIfAnswer } from '@caseline/what-if';
import { CLOCK, SETTINGS } from '../ports.ts';
import type { Clock, Settings } from '../ports.ts';
import { problem } from '../problems/problem.ts';

/** Answers that are kept so that their pages can be read. */
const MAX_KEPT = 8;
/** Objectives and facts of all kept answers; the newest is kept whatever its size. */
const MAX_KEPT_ROWS = 250_000;
/** One for the draft and none for more: commands need the other processors. */
const THREADS = 1;
const RETRY_AFTER_S = '5';

/** An answer under its id: the same draft, range and log have the same. */
export interface KeptAnswer {
  readonly whatIfId: string;
  readonly answer: WhatIfAnswer;
}

const rowsOf = ({ answer }: KeptAnswer): number => answer.changed.length + answer.refused.length;

/** Answers questions about drafts one at a time, and keeps the last ones for their pages. */
@Injectable()
export class WhatIfDesk implements OnModuleDestroy {
  readonly #kept = new Map<string, KeptAnswer>();
  readonly #closing = new AbortController();
  #isBusy = false;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleDestroy(): void {
    this.#closing.abort();
  }

  /** Throws the problem `what-if-under-way` while another question is answered. */
  async ask(draft: PolicyPack, range: CaseRange, asked: AbortSignal): Promise<KeptAnswer> {
    if (this.#isBusy) {
      const headers = { 'retry-after': RETRY_AFTER_S };
      throw problem('what-if-under-way', 'Another question is being answered.', { headers });
    }
    this.#isBusy = true;
    try {
      const { CASELINE_DATA, EVENTSTORE_URL, DATABASE_URL } = this.settings;
      const stores = { CASELINE_DATA, EVENTSTORE_URL, DATABASE_URL };
      const signal = AbortSignal.any([asked, this.#closing.signal]);
      const options = { clock: this.clock, threads: THREADS, signal };
      return this.#keep(await askWhatIf({ stores, draft, range, inBackground: true }, options));
    } finally {
      this.#isBusy = false;
    }
  }

  /** An answer that is still kept; undefined when it was given too long ago, or never. */
  find(whatIfId: string): KeptAnswer | undefined {
    return this.#kept.get(whatIfId);
  }

  #keep(answer: WhatIfAnswer): KeptAnswer {
    const { draft, range, horizon, events } = answer;
    const asked = JSON.stringify([draft.hash, range, horizon, events]);
    const kept = { whatIfId: derivedId('what-if', asked), answer };
    this.#kept.delete(kept.whatIfId);
    this.#kept.set(kept.whatIfId, kept);
    for (const [id, oldest] of this.#kept) {
      const rows = [...this.#kept.values()].reduce((sum, each) => sum + rowsOf(each), 0);
      if (this.#kept.size <= MAX_KEPT && rows <= MAX_KEPT_ROWS) break;
      if (oldest !== kept) this.#kept.delete(id);
    }
    return kept;
  }
}
