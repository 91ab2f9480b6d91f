import { Inject, Injectable } from '@nestjs/common';
import { caseEvents } from '@caseline/case-domain';
import { LRUCache } from 'lru-cache';
import { EVENT_STORE, type EventStore } from '../ports.ts';
import { CASE_STREAM_PREFIX } from './feed-fact.ts';

/** Cases whose organization is remembered; it never changes. */
const REMEMBERED_CASES = 100_000;

/**
 * The organization of a case, from the first event of its stream: the views may not know the case
 * yet when its events are told, and would hide them from the one who opened it.
 */
@Injectable()
export class CaseOrganizations {
  readonly #known = new LRUCache<string, string>({ max: REMEMBERED_CASES });

  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  /** Null where the stream does not begin with an opening that this server can read. */
  async organizationOf(caseId: string): Promise<string | null> {
    const known = this.#known.get(caseId);
    if (known !== undefined) return known;
    const [first] = await this.store.readStream(`${CASE_STREAM_PREFIX}${caseId}`, {
      from: 0,
      max: 1,
    });
    if (first?.type !== caseEvents.CaseOpened.type) return null;
    const { organizationId } = caseEvents.CaseOpened.read(first.metadata.schemaVersion, first.data);
    this.#known.set(caseId, organizationId);
    return organizationId;
  }
}
