/** What a test has opened, and how to close it for a test that ended before it could. */
export interface Opened {
  readonly name: string;
  close(): unknown;
}

declare global {
  /** Given by the environment of the tests, which closes what is left in it; benches have none. */
  var leftOpen: Set<Opened> | undefined;
}

/** Notes what was opened; answers how to note that it is closed. */
export function noteOpened(opened: Opened): () => void {
  globalThis.leftOpen?.add(opened);
  return () => {
    globalThis.leftOpen?.delete(opened);
  };
}
