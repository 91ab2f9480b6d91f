import type { EventStore, ReadStreamOptions, RecordedEvent } from '@caseline/event-sourcing';
import { recordedEventIn } from './exported-event.ts';
import type { ExportFile, ExportLine } from './export-lines.ts';

/** Where a stream's lines are: offsets and lengths in turn. */
type Places = number[];

/** The streams of an export, each event read from the file when it is asked for. */
export class ExportStreams {
  readonly #file: ExportFile;
  readonly #places = new Map<string, Places>();

  constructor(file: ExportFile) {
    this.#file = file;
  }

  /** How many streams there are. */
  get streams(): number {
    return this.#places.size;
  }

  /** Remembers where the next event of a stream is. */
  add(streamId: string, { from, bytes }: ExportLine): void {
    const places = this.#places.get(streamId);
    if (places === undefined) this.#places.set(streamId, [from, bytes]);
    else places.push(from, bytes);
  }

  /** The ids of streams that begin so, in the order of their first events. */
  ids(prefix: string): readonly string[] {
    return [...this.#places.keys()].filter((streamId) => streamId.startsWith(prefix));
  }

  /** As much of an event store as judging cases asks for: streams, forwards. */
  asStore(): EventStore {
    return {
      readStream: async (streamId, options) => this.#events(streamId, options),
      append: () => Promise.reject(onlyStreams()),
      head: () => Promise.reject(onlyStreams()),
      readAll: () => {
        throw onlyStreams();
      },
      readMarks: () => {
        throw onlyStreams();
      },
      subscribe: () => {
        throw onlyStreams();
      },
      close: async () => undefined,
    };
  }

  #events(streamId: string, { from = 0, max, direction }: ReadStreamOptions): RecordedEvent[] {
    if (direction === 'backwards') throw onlyStreams();
    const places = this.#places.get(streamId) ?? [];
    const events: RecordedEvent[] = [];
    const end = Math.min(places.length, 2 * (from + max));
    for (let at = 2 * from; at < end; at += 2) {
      const event = recordedEventIn(this.#file.textAt(places[at] ?? 0, places[at + 1] ?? 0));
      if (event === undefined) throw new Error('the export changed while it was verified');
      events.push(event);
    }
    return events;
  }
}

const onlyStreams = (): Error => new TypeError('of an export, streams are read forwards');
