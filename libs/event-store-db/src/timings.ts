/** How long the store waits for what, in milliseconds. */
export interface Timings {
  /** For the answer of a call, or the next event of a reading, whatever the client thinks. */
  readonly callMs: number;
  /** Without news from a subscription until the head of the log is asked; twice that is a stall. */
  readonly stallMs: number;
  /** Without news until a subscription that delivered events is checked for being caught up. */
  readonly quietMs: number;
  /** The first wait before something is tried again; it doubles, and chance shortens it. */
  readonly firstBackOffMs: number;
  /** The longest such wait. */
  readonly longestBackOffMs: number;
  /** For a server that starts, until opening gives up. */
  readonly readyMs: number;
}

export const DEFAULT_TIMINGS: Timings = {
  callMs: 5_000,
  stallMs: 2_000,
  quietMs: 20,
  firstBackOffMs: 50,
  longestBackOffMs: 5_000,
  readyMs: 15_000,
};
