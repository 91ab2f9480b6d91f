import cliProgress from 'cli-progress';
import type { Writable } from 'node:stream';

/** How often a log file or a pipe gets a line of progress instead of a moving bar. */
const LINE_EVERY_MS = 5_000;

/** Tells on standard error how far long work has come. */
export class Progress {
  readonly #bar: cliProgress.SingleBar;
  #isStarted = false;

  constructor(stream: Writable, what: string) {
    this.#bar = new cliProgress.SingleBar({
      stream,
      format: `${what} [{bar}] {percentage}% {value}/{total} {eta_formatted}`,
      noTTYOutput: true,
      notTTYSchedule: LINE_EVERY_MS,
      hideCursor: true,
      etaBuffer: 1_000,
      formatTime: timeLeft,
    });
  }

  /** Says where the work is; the first call shows the bar. */
  show(done: number, total: number): void {
    if (!this.#isStarted) this.#bar.start(total, done);
    this.#isStarted = true;
    this.#bar.setTotal(total);
    this.#bar.update(done);
  }

  /** Leaves the bar as it stands; without it the process would not end. */
  end(): void {
    if (this.#isStarted) this.#bar.stop();
  }
}

/** Nothing while nobody can say: of the words that then stand for it a part would be shown. */
const timeLeft: cliProgress.TimeFormatter = (seconds, ...how) =>
  Number.isFinite(seconds) ? cliProgress.Format.TimeFormat(seconds, ...how) : '';

/** Runs work with a bar that ends with it, however it ends. */
export async function withProgress<Result>(
  stream: Writable,
  what: string,
  work: (progress: Progress) => Promise<Result> | Result,
): Promise<Result> {
  const progress = new Progress(stream, what);
  try {
    return await work(progress);
  } finally {
    progress.end();
  }
}
