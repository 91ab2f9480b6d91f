/** Ways to alter a log so that it says something else, at places that chance chooses. */
import type { RecordedEvent } from '@caseline/event-sourcing';
import { exportOf, rehashed } from '../support/sealed-cases.ts';
import type { SeededRandom } from '../support/seeded-random.ts';

export type Log = readonly RecordedEvent[];

/** Where it is done: by chance, among the events that were sealed. */
export interface Chance {
  readonly random: SeededRandom;
  readonly sealed: number;
}

/** What was done, and the first event that is not as it was sealed. */
export interface Altered {
  readonly text: string;
  readonly at: number;
}

/** A way to alter a log before it is exported. */
export interface Tampering {
  readonly what: string;
  readonly needsCheckpoint: boolean;
  readonly alter: (log: Log, chance: Chance) => Altered;
}

/** The event of an index. */
export const at = (log: Log, index: number): RecordedEvent => {
  const event = log[index];
  if (event === undefined) throw new RangeError(`no event ${index}`);
  return event;
};
/** An event that was sealed. */
const anyOf = ({ random, sealed }: Chance): number => random.below(sealed);
const following = (log: Log, index: number): number =>
  log.findIndex((event, other) => other > index && event.streamId === at(log, index).streamId);
/** A sealed event that is not the last of its stream. */
const anyInside = (log: Log, { random, sealed }: Chance): number =>
  random.pick([...Array(sealed).keys()].filter((index) => following(log, index) > 0));

const noted = (event: RecordedEvent, text: string): RecordedEvent => ({
  ...event,
  data: { ...(event.data as object), tampered: text },
});
/** The event as if it had happened earlier. */
export const movedBack = (event: RecordedEvent): RecordedEvent => ({
  ...event,
  metadata: { ...event.metadata, occurredAt: '2026-01-01T00:00:00.000Z' },
});
const inserted = (event: RecordedEvent): RecordedEvent => ({
  ...event,
  id: '00000000-0000-5000-8000-000000000000',
});
const named = (from: string, to: string) => (event: RecordedEvent) =>
  event.streamId === from ? { ...event, streamId: to } : event;
const exchanged = (log: Log, one: number, other: number): Log =>
  log.with(one, at(log, other)).with(other, at(log, one));

/** As it stands, for whoever leaves hashes alone. */
const asIs = (log: Log, index: number): Altered => ({ text: exportOf(log), at: index });
/** With numbers and hashes made anew. */
const anew = (log: Log, index: number): Altered => ({ text: exportOf(rehashed(log)), at: index });

/** Every way, with what finds it: the chains of the streams, or a checkpoint alone. */
export const tamperings: readonly Tampering[] = [
  {
    what: 'edits an event',
    needsCheckpoint: false,
    alter: (log, chance) => {
      const index = anyOf(chance);
      return asIs(log.with(index, noted(at(log, index), 'x')), index);
    },
  },
  {
    what: 'edits the hash of an event',
    needsCheckpoint: false,
    alter: (log, chance) => {
      const index = anyOf(chance);
      const { metadata, ...event } = at(log, index);
      return asIs(
        log.with(index, { ...event, metadata: { ...metadata, hash: 'a'.repeat(64) } }),
        index,
      );
    },
  },
  {
    what: 'deletes an event within a stream',
    needsCheckpoint: false,
    alter: (log, chance) => {
      const index = anyInside(log, chance);
      return asIs(log.toSpliced(index, 1), index);
    },
  },
  {
    what: 'inserts a copy of an event',
    needsCheckpoint: false,
    alter: (log, chance) => {
      const index = anyOf(chance);
      return asIs(log.toSpliced(index + 1, 0, inserted(at(log, index))), index + 1);
    },
  },
  {
    what: 'exchanges two events of one stream',
    needsCheckpoint: false,
    alter: (log, chance) => {
      const index = anyInside(log, chance);
      return asIs(exchanged(log, index, following(log, index)), index);
    },
  },
  {
    what: 'back-dates an event',
    needsCheckpoint: false,
    alter: (log, chance) => {
      const index = anyOf(chance);
      return asIs(log.with(index, movedBack(at(log, index))), index);
    },
  },
  {
    what: 'gives a stream the name of another',
    needsCheckpoint: false,
    alter: (log, chance) => {
      const index = anyInside(log, chance);
      const { streamId } = at(log, index);
      return asIs(log.map(named(streamId, 'case-other')), first(log, streamId));
    },
  },
  {
    what: 'cuts the end within a line',
    needsCheckpoint: false,
    alter: (log, { random }) => {
      const text = exportOf(log);
      const cut = text.slice(0, random.below(text.length - 1) + 1).trimEnd();
      return { text: cut, at: cut.split('\n').length - 1 };
    },
  },
  {
    what: 'cuts the end behind a line',
    needsCheckpoint: true,
    alter: (log, { random, sealed }) => {
      const index = 1 + random.below(sealed - 1);
      return asIs(log.slice(0, index), index);
    },
  },
  {
    what: 'exchanges neighbours of two streams, with their positions',
    needsCheckpoint: true,
    alter: (log, { random, sealed }) => {
      const places = [...Array(sealed - 1).keys()].filter(
        (index) => at(log, index).streamId !== at(log, index + 1).streamId,
      );
      const index = random.pick(places);
      return anew(exchanged(log, index, index + 1), index);
    },
  },
  {
    what: 'edits an event and rewrites its chain',
    needsCheckpoint: true,
    alter: (log, chance) => {
      const index = anyOf(chance);
      return anew(log.with(index, noted(at(log, index), 'x')), index);
    },
  },
  {
    what: 'deletes an event and rewrites its chain',
    needsCheckpoint: true,
    alter: (log, chance) => {
      const index = anyOf(chance);
      return anew(log.toSpliced(index, 1), index);
    },
  },
  {
    what: 'inserts an event and rewrites its chain',
    needsCheckpoint: true,
    alter: (log, chance) => {
      const index = anyOf(chance);
      return anew(log.toSpliced(index + 1, 0, inserted(at(log, index))), index + 1);
    },
  },
  {
    what: 'back-dates an event and rewrites its chain',
    needsCheckpoint: true,
    alter: (log, chance) => {
      const index = anyOf(chance);
      return anew(log.with(index, movedBack(at(log, index))), index);
    },
  },
  {
    what: 'swaps the names of two streams and rewrites them',
    needsCheckpoint: true,
    alter: (log, { random, sealed }) => {
      const streams = [...new Set(log.slice(0, sealed).map(({ streamId }) => streamId))];
      const one = random.pick(streams);
      const other = random.pick(streams.filter((each) => each !== one));
      const swapped = log.map(named(one, ' ')).map(named(other, one)).map(named(' ', other));
      return anew(swapped, Math.min(first(log, one), first(log, other)));
    },
  },
];

const first = (log: Log, streamId: string): number =>
  log.findIndex((event) => event.streamId === streamId);
