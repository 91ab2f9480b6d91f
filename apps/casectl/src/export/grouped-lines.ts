import { hash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PartFile } from './part-file.ts';

/** Lines that belong together may lie anywhere: they are sorted into so many parts first. */
const PARTS = 128;
/** Bytes kept in memory before they go to the file. */
const MAX_WAITING = 8 * 1024 * 1024;
/** The most bytes that UTF-8 needs for a unit of a string. */
const MAX_UNIT_BYTES = 3;
/** Between the group of a line and its text. */
const SEPARATOR = '\t';
/** Groups whose part is remembered; when there are more, it is computed again. */
const MAX_REMEMBERED = 100_000;

/** The lines of some groups, each in the order they were added. */
export type LineGroups = ReadonlyMap<string, readonly string[]>;

const noPlaces = (): number[][] => Array.from({ length: PARTS }, () => []);

/**
 * Brings lines that lie anywhere together by their group, with no more of them in memory than one
 * part holds. Groups come in an order of their own, the same whenever the same lines are added.
 */
export class GroupedLines {
  readonly #file: PartFile;
  readonly #partOf = new Map<string, number>();
  /** As bytes: texts would wait in pieces, each one an object for the collector to look at. */
  #waiting = Buffer.allocUnsafe(MAX_WAITING);
  #waitingBytes = 0;
  /** Where the waiting lines of each part are: start and end in turns. */
  #places = noPlaces();

  private constructor(file: PartFile) {
    this.#file = file;
  }

  /** Gives work lines in a folder of temporary files that ends with it. */
  static async during<Result>(work: (lines: GroupedLines) => Promise<Result>): Promise<Result> {
    const folder = await mkdtemp(join(tmpdir(), 'caseline-export-'));
    try {
      return await GroupedLines.in(folder, work);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Gives work lines in a folder that stays. */
  static async in<Result>(
    folder: string,
    work: (lines: GroupedLines) => Promise<Result>,
  ): Promise<Result> {
    const file = await PartFile.make(folder, PARTS);
    try {
      return await work(new GroupedLines(file));
    } finally {
      await file.close();
    }
  }

  /** The group has no tab, the line no line break. */
  add(group: string, line: string): void {
    const text = `${group}${SEPARATOR}${line}\n`;
    const start = this.#waitingBytes;
    const most = start + text.length * MAX_UNIT_BYTES;
    if (most > this.#waiting.length) this.#waiting = Buffer.concat([this.#waiting], 2 * most);
    this.#waitingBytes += this.#waiting.write(text, start);
    this.#places[this.#partFor(group)]?.push(start, this.#waitingBytes);
  }

  /** To be called between batches: makes room where too much waits in memory. */
  async relieve(): Promise<void> {
    if (this.#waitingBytes >= MAX_WAITING) await this.#fileWaiting();
  }

  /** Leaves everything in the folder for the lines of another thread. */
  async leave(): Promise<void> {
    await this.#fileWaiting();
    await this.#file.finish();
  }

  /**
   * All groups, some at a time, when everything has been added. What was left in another folder
   * counts as added later.
   */
  async *parts(laterFolder?: string): AsyncIterable<LineGroups> {
    await this.#fileWaiting();
    const later = laterFolder === undefined ? undefined : await PartFile.finishedIn(laterFolder);
    try {
      for (let part = 0; part < PARTS; part += 1) {
        const lines = (await this.#file.read(part)).toString();
        yield groupsIn(lines + ((await later?.read(part))?.toString() ?? ''));
      }
    } finally {
      await later?.close();
    }
  }

  #partFor(group: string): number {
    const known = this.#partOf.get(group);
    if (known !== undefined) return known;
    if (this.#partOf.size >= MAX_REMEMBERED) this.#partOf.clear();
    const part = partOf(group);
    this.#partOf.set(group, part);
    return part;
  }

  async #fileWaiting(): Promise<void> {
    const sorted = Buffer.allocUnsafe(this.#waitingBytes);
    const bytesOfParts: number[] = [];
    let end = 0;
    for (const places of this.#places) {
      const start = end;
      for (let at = 0; at < places.length; at += 2) {
        end += this.#waiting.copy(sorted, end, places[at], places[at + 1]);
      }
      bytesOfParts.push(end - start);
    }
    await this.#file.append(sorted, bytesOfParts);
    this.#places = noPlaces();
    this.#waitingBytes = 0;
  }
}

const partOf = (group: string): number =>
  Number.parseInt(hash('sha1', group).slice(0, 8), 16) % PARTS;

function groupsIn(text: string): LineGroups {
  const groups = new Map<string, string[]>();
  for (const line of text.split('\n').slice(0, -1)) {
    const end = line.indexOf(SEPARATOR);
    const group = line.slice(0, end);
    const lines = groups.get(group);
    if (lines === undefined) groups.set(group, [line.slice(end + 1)]);
    else lines.push(line.slice(end + 1));
  }
  return groups;
}
