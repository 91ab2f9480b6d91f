import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';

/** What runs statements, one after the other, until it is given back. */
export interface StatementRunner {
  run(statement: CompiledQuery): Promise<readonly unknown[]>;
  release(): void;
}

/** Where runners come from. */
export interface StatementRunners {
  borrow(): Promise<StatementRunner>;
  close(): Promise<void>;
}

class RunnerConnection implements DatabaseConnection {
  readonly runner: StatementRunner;

  constructor(runner: StatementRunner) {
    this.runner = runner;
  }

  async executeQuery<Row>(statement: CompiledQuery): Promise<QueryResult<Row>> {
    // Whoever asks says what the rows are.
    return { rows: (await this.runner.run(statement)) as Row[] };
  }

  streamQuery(): never {
    throw notOffered('cursors');
  }
}

/** Every question of the views is one statement, so there are neither cursors nor transactions. */
export class StatementDriver implements Driver {
  readonly #runners: StatementRunners;

  constructor(runners: StatementRunners) {
    this.#runners = runners;
  }

  async init(): Promise<void> {
    // What is borrowed from is there already.
  }

  async acquireConnection(): Promise<RunnerConnection> {
    return new RunnerConnection(await this.#runners.borrow());
  }

  async releaseConnection({ runner }: RunnerConnection): Promise<void> {
    runner.release();
  }

  beginTransaction(): never {
    throw notOffered('transactions');
  }

  commitTransaction(): never {
    throw notOffered('transactions');
  }

  rollbackTransaction(): never {
    throw notOffered('transactions');
  }

  destroy(): Promise<void> {
    return this.#runners.close();
  }
}

const notOffered = (what: string): Error => new Error(`Questions of the views have no ${what}`);
