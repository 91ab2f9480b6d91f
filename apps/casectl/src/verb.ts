import type { Command } from 'commander';
import type { Exit } from './exit-codes.ts';
import { Failure } from './failure.ts';
import { writeTo, type Surroundings } from './surroundings.ts';

/** Options that every verb has. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly data?: string;
}

/** A run of one verb: where its result goes and how the process ends. */
export class Run {
  readonly surroundings: Surroundings;
  readonly isJson: boolean;
  exit: Exit = 'ok';

  constructor(surroundings: Surroundings, { json }: CommonOptions) {
    this.surroundings = surroundings;
    this.isJson = json === true;
  }

  /** The result: one JSON value with `--json`, else the lines. */
  async result(value: unknown, lines: readonly string[]): Promise<void> {
    const text = this.isJson ? JSON.stringify(value) : lines.join('\n');
    await this.print(text);
  }

  /** A line of the result. */
  async print(text: string): Promise<void> {
    if (text !== '') await writeTo(this.surroundings.stdout, `${text}\n`);
  }

  /** A message to the person at the terminal. */
  say(text: string): void {
    this.surroundings.stderr.write(`${text}\n`);
  }
}

/** A verb of the command line. */
export interface Verb {
  /** Name and arguments: `history <case>`. */
  readonly usage: string;
  readonly summary: string;
  /** Whether it works on a data folder. */
  readonly needsData: boolean;
  declare(command: Command): void;
  run(run: Run, given: Given): Promise<void>;
}

/** What was said on the command line, to be read by the verb that declared it. */
export class Given {
  readonly #positional: readonly string[];
  readonly #options: Readonly<Record<string, unknown>>;

  constructor(positional: readonly string[], options: Readonly<Record<string, unknown>>) {
    this.#positional = positional;
    this.#options = options;
  }

  /** The n-th argument, counting from 0; commander has made sure that it is there. */
  argument(index: number): string {
    const value = this.#positional[index];
    if (value === undefined) throw new TypeError(`no argument ${index} was declared`);
    return value;
  }

  /** The n-th argument where it may be left out; undefined when it was. */
  optional(index: number): string | undefined {
    return this.#positional[index];
  }

  /** An option with a value; undefined when it was not said. */
  text(name: string): string | undefined {
    const value = this.#options[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** An option that may be said several times. */
  texts(name: string): readonly string[] {
    const value = this.#options[name];
    return Array.isArray(value) ? value.map(String) : [];
  }

  /** An option that is said or refused (`--no-…`); undefined when neither. */
  flag(name: string): boolean | undefined {
    const value = this.#options[name];
    return typeof value === 'boolean' ? value : undefined;
  }

  /** An option that is a whole number from 0. */
  count(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (/^\d{1,15}$/.test(value)) return Number(value);
    throw new Failure('usage', 'wrong-usage', { detail: `--${name} is a whole number: ${value}` });
  }
}
