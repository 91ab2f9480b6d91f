import { hash } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Lines that belong together may lie anywhere: they are sorted into so many files first. */
const PARTS = 128;
/** Characters kept in memory before they go to their files. */
const MAX_WAITING = 8 * 1024 * 1024;
/** Between the group of a line and its text. */
const SEPARATOR = '\t';

/** The lines of some groups, each in the order they were added. */
export type LineGroups = ReadonlyMap<string, readonly string[]>;

/**
 * Brings lines that lie anywhere together by their group, with no more of them in memory than one
 * file holds. Groups come in an order of their own, the same whenever the same lines are added.
 */
export class GroupedLines {
  readonly #folder: string;
  readonly #waiting = new Map<number, string[]>();
  readonly #filed = new Set<number>();
  #waitingLength = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Gives work a folder of temporary files that ends with it. */
  static async during<Result>(work: (lines: GroupedLines) => Promise<Result>): Promise<Result> {
    const folder = await mkdtemp(join(tmpdir(), 'caseline-export-'));
    try {
      return await work(new GroupedLines(folder));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** The group has no tab, the line no line break. */
  add(group: string, line: string): void {
    const part = partOf(group);
    const waiting = this.#waiting.get(part);
    const text = `${group}${SEPARATOR}${line}\n`;
    if (waiting === undefined) this.#waiting.set(part, [text]);
    else waiting.push(text);
    this.#waitingLength += text.length;
  }

  /** To be called between batches: makes room where too much waits in memory. */
  async relieve(): Promise<void> {
    if (this.#waitingLength < MAX_WAITING) return;
    for (const [part, texts] of this.#waiting) {
      await appendFile(this.#fileOf(part), texts.join(''));
      this.#filed.add(part);
    }
    this.#waiting.clear();
    this.#waitingLength = 0;
  }

  /** All groups, some at a time, when everything has been added. */
  async *parts(): AsyncIterable<LineGroups> {
    for (let part = 0; part < PARTS; part += 1) {
      const filed = this.#filed.has(part) ? await readFile(this.#fileOf(part), 'utf8') : '';
      yield groupsIn(filed + (this.#waiting.get(part)?.join('') ?? ''));
    }
  }

  #fileOf(part: number): string {
    return join(this.#folder, String(part));
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
