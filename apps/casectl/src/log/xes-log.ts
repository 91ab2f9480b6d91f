import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { LogFault, MAX_EVENTS_PER_CASE, tooManyEvents } from './log-case.ts';
import type { LogCase } from './log-case.ts';

/** Elements of XES that state one attribute; lists and containers are not columns. */
const ATTRIBUTES = new Set(['string', 'date', 'int', 'float', 'boolean', 'id']);

/** An attribute of the trace as a column of its events: `case:concept:name`. */
const TRACE_PREFIX = 'case:';

/**
 * Reads the cases of an XES log as they end, one trace each; only what is open is in memory.
 * `caseColumn` is the attribute of the trace that names the case. Throws `LogFault`.
 */
export async function* readXesCases(
  text: AsyncIterable<string>,
  caseColumn: string,
): AsyncIterable<LogCase> {
  const reader = new XesReader(caseColumn);
  try {
    for await (const piece of text) {
      reader.feed(piece);
      yield* reader.takeCases();
    }
    reader.end();
  } catch (error) {
    // What stands before the fault is whole.
    yield* reader.takeCases();
    throw error;
  }
}

class XesReader {
  readonly #parser = new SaxesParser({ position: true });
  readonly #caseColumn: string;
  /** Names of the open elements, the root first. */
  readonly #path: string[] = [];
  #cases: LogCase[] = [];
  #trace = new Map<string, string>();
  #events: { readonly line: number; readonly columns: Map<string, string> }[] = [];
  #event = new Map<string, string>();
  #eventLine = 0;
  #isEnding = false;

  constructor(caseColumn: string) {
    this.#caseColumn = caseColumn;
    this.#parser.on('error', (error) => {
      const detail = error.message.replace(/^\d+:\d+: /, '');
      const code = this.#isEnding ? 'log-truncated' : 'log-malformed';
      throw new LogFault(code, detail, this.#parser.line);
    });
    this.#parser.on('opentag', (tag) => this.#open(tag as SaxesTagPlain));
    this.#parser.on('closetag', ({ name }) => this.#close(name));
  }

  feed(piece: string): void {
    this.#parser.write(piece);
  }

  /** The log has no more text: what is still open was cut off. */
  end(): void {
    this.#isEnding = true;
    this.#parser.close();
  }

  takeCases(): readonly LogCase[] {
    const cases = this.#cases;
    this.#cases = [];
    return cases;
  }

  #open({ name, attributes }: SaxesTagPlain): void {
    const parent = this.#path.at(-1);
    this.#path.push(name);
    if (this.#path.length === 1 && name !== 'log') this.#fail(`<${name}> is no XES log`);
    if (name === 'trace' && parent === 'log') this.#beginTrace();
    else if (name === 'event' && parent === 'trace') this.#beginEvent();
    else if (ATTRIBUTES.has(name)) this.#addAttribute(parent, attributes);
  }

  #beginTrace(): void {
    this.#trace = new Map();
    this.#events = [];
  }

  #beginEvent(): void {
    this.#event = new Map();
    this.#eventLine = this.#parser.line;
  }

  /** Attributes within attributes say more about those, and are no columns. */
  #addAttribute(parent: string | undefined, { key, value }: Record<string, string>): void {
    if (parent !== 'trace' && parent !== 'event') return;
    if (key === undefined || value === undefined) this.#fail('an attribute without key or value');
    else if (parent === 'trace') this.#trace.set(key, value);
    else this.#event.set(key, value);
  }

  #close(name: string): void {
    this.#path.pop();
    const parent = this.#path.at(-1);
    if (name === 'event' && parent === 'trace') this.#endEvent();
    else if (name === 'trace' && parent === 'log') this.#endTrace();
  }

  #endEvent(): void {
    this.#events.push({ line: this.#eventLine, columns: this.#event });
    if (this.#events.length <= MAX_EVENTS_PER_CASE) return;
    throw tooManyEvents(this.#trace.get(this.#caseColumn) ?? 'without a name', this.#parser.line);
  }

  #endTrace(): void {
    const reference = this.#trace.get(this.#caseColumn)?.trim() ?? '';
    if (reference === '') this.#fail(`a trace without ${this.#caseColumn}`);
    for (const { columns } of this.#events) {
      for (const [key, value] of this.#trace) columns.set(`${TRACE_PREFIX}${key}`, value);
    }
    this.#cases.push({ reference, events: this.#events });
  }

  #fail(detail: string): never {
    throw new LogFault('log-malformed', detail, this.#parser.line);
  }
}
