import { Inject, Injectable } from '@nestjs/common';
import type { AsOf, CaseQueries } from '@caseline/case-views';
import type { Position } from '@caseline/event-sourcing';
import { CLOCK, QUERIES, SETTINGS } from '../ports.ts';
import type { Clock, Settings } from '../ports.ts';
import { problem } from '../problems/problem.ts';
import { asOfFrom } from './instants.ts';

/** What a query of a view may say of when: a position to wait for, and a past instant. */
export interface ViewQuery {
  readonly minPosition?: number | undefined;
  readonly asOf?: string | undefined;
  readonly timeline?: AsOf['timeline'] | undefined;
}

/** Reads views for the controllers: not before they have seen what the client has written. */
@Injectable()
export class ViewReader {
  constructor(
    @Inject(QUERIES) private readonly queries: CaseQueries,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** What `read` answers, with the instant it shows and a position that it has certainly seen. */
  async at<Answer extends object>(
    query: ViewQuery,
    read: (asOf: AsOf | undefined) => Promise<Answer>,
  ): Promise<Answer & { readonly position: Position; readonly asOf: AsOf | null }> {
    const asOf = asOfFrom(query, this.clock);
    const answer = await this.now(query, () => read(asOf));
    return { ...answer, asOf: asOf ?? null };
  }

  /** The same for views that are only read as they are now. */
  async now<Answer extends object>(
    { minPosition }: Pick<ViewQuery, 'minPosition'>,
    read: () => Promise<Answer>,
  ): Promise<Answer & { readonly position: Position }> {
    await this.#reached(minPosition);
    // Before the reading: the answer may have seen more than it says, never less.
    const position = await this.queries.position();
    return { ...(await read()), position };
  }

  /** Waits until the views have seen a position; else the problem `position-not-reached`. */
  async #reached(minPosition: number | undefined): Promise<void> {
    if (minPosition === undefined) return;
    if (await this.queries.waitForPosition(minPosition, this.settings.CASELINE_WAIT_MS)) return;
    throw problem('position-not-reached', `The views have not seen position ${minPosition} yet.`, {
      facts: { position: await this.queries.position() },
      headers: { 'retry-after': '1' },
    });
  }
}
