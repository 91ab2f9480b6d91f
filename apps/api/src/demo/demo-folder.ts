import {
  START,
  toEpochMs,
  type EventStore,
  type NewEvent,
  type RecordedEvent,
} from '@caseline/event-sourcing';
import { IN_MEMORY, openEmbeddedEventStore } from '@caseline/event-store-embedded';
import { DrivenClock, playMonth, type MonthPlan } from './demo-month.ts';

/** Appends under way at a time: enough to share commits, less than the store lets wait. */
const MAX_UNDER_WAY = 2_000;

/** What a folder was filled with. */
export interface FilledFolder {
  readonly events: number;
  readonly cases: number;
}

/**
 * Fills a data folder with a month that has passed. It is played in memory, where every step waits
 * for the one before, and then written to the log in the same order and with the same stamps.
 */
export async function fillFolder(folder: string, plan: MonthPlan): Promise<FilledFolder> {
  const played = await playInMemory(plan);
  try {
    return await copyLog(played, folder, plan);
  } finally {
    await played.close();
  }
}

/** The month as a log in memory, for the folder and for tests. */
export async function playInMemory(plan: MonthPlan): Promise<EventStore> {
  const clock = new DrivenClock(plan.startMs);
  const store = await openEmbeddedEventStore({ folder: IN_MEMORY, clock });
  await playMonth(plan, { store, clock });
  return store;
}

async function copyLog(from: EventStore, folder: string, plan: MonthPlan): Promise<FilledFolder> {
  const clock = new DrivenClock(plan.startMs);
  const store = await openEmbeddedEventStore({ folder, clock });
  const cases = new Set<string>();
  let events = 0;
  try {
    for await (const page of appendsOf(from)) {
      // The store takes the stamp and the place in the queue before the call returns.
      const underWay = page.map((append) => {
        const [first] = append;
        clock.turnTo(toEpochMs(first.metadata.recordedAt));
        if (first.type === 'CaseOpened') cases.add(first.streamId);
        events += append.length;
        return store.append(first.streamId, append.map(unstamped), first.revision - 1);
      });
      await Promise.all(underWay);
    }
  } finally {
    await store.close();
  }
  return { events, cases: cases.size };
}

type Append = readonly [RecordedEvent, ...RecordedEvent[]];

/** The appends of a log in their order: the events of one command lie side by side. */
async function* appendsOf(store: EventStore): AsyncGenerator<readonly Append[]> {
  let page: [RecordedEvent, ...RecordedEvent[]][] = [];
  for await (const events of store.readAll({ after: START })) {
    for (const event of events) {
      const open = page.at(-1);
      if (open !== undefined && isOfSameCommand(open[0], event)) open.push(event);
      else {
        if (page.length >= MAX_UNDER_WAY) {
          yield page;
          page = [];
        }
        page.push([event]);
      }
    }
  }
  yield page;
}

const isOfSameCommand = (one: RecordedEvent, other: RecordedEvent): boolean =>
  one.streamId === other.streamId && one.metadata.commandId === other.metadata.commandId;

function unstamped({ id, type, data, metadata }: RecordedEvent): NewEvent {
  const { recordedAt: _stamp, hash: _seal, ...stated } = metadata;
  return { id, type, data, metadata: stated };
}
