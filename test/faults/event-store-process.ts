/** The EventStoreDB test server as a process of its own that keeps its log, to be killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { repositoryRoot } from '../support/caseline-server.ts';
import { noteOpened } from '../support/left-open.ts';

const MAIN = join(repositoryRoot(), 'test', 'dist', 'support', 'event-store-server', 'main.js');

/** Each with how to note its end. */
const living = new Map<ChildProcess, () => void>();

/** Kills what a failed test has left running; nothing is, when all went well. */
export function killLivingEventStores(): void {
  for (const [child, noteClosed] of living) {
    child.kill('SIGKILL');
    noteClosed();
  }
}

export class EventStoreProcess {
  readonly connectionString: string;
  readonly #folder: string;
  #child: ChildProcess;

  private constructor(folder: string, child: ChildProcess, connectionString: string) {
    this.#folder = folder;
    this.#child = child;
    this.connectionString = connectionString;
  }

  /** Starts on any free port, with the log of a folder. */
  static async start(folder: string): Promise<EventStoreProcess> {
    const { child, said } = await run(folder, '0');
    return new EventStoreProcess(folder, child, said);
  }

  /** SIGKILL; resolves when it is gone. */
  async kill(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }

  /** Starts it again on its port, with what it had kept. */
  async restart(): Promise<void> {
    const { port } = new URL(this.connectionString.replace(/^esdb/, 'http'));
    ({ child: this.#child } = await run(this.#folder, port));
  }
}

async function run(folder: string, port: string): Promise<{ child: ChildProcess; said: string }> {
  const args = ['--disable-warning=ExperimentalWarning', MAIN, folder, port];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const name = `an event store's process ${child.pid}`;
  const noteClosed = noteOpened({ name, close: () => child.kill('SIGKILL') });
  living.set(child, noteClosed);
  const ended = once(child, 'exit').then(([code]): never => {
    living.delete(child);
    noteClosed();
    throw new Error(`the event store's server ended with ${String(code)}`);
  });
  const said = await Promise.race([firstLine(child), ended]);
  ended.catch(() => undefined);
  return { child, said };
}

function firstLine(child: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const end = output.indexOf('\n');
      if (end >= 0) resolve(output.slice(0, end));
    });
  });
}
