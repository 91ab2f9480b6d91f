/**
 * What the source yields, and a `tick` each time nothing came for a while. Ends with the source;
 * when the consumer leaves, `stop` is aborted so that the source ends too.
 */
export async function* withTicks<Item>(
  source: AsyncIterable<Item>,
  tickMs: number,
  stop: AbortController,
): AsyncGenerator<Item | 'tick'> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = iterator.next();
      let arrived = await orTick(next, tickMs);
      while (arrived === 'tick') {
        yield 'tick';
        arrived = await orTick(next, tickMs);
      }
      if (arrived.done === true) return;
      yield arrived.value;
    }
  } finally {
    // First: a source that waits for news could not be returned from.
    stop.abort();
    await iterator.return?.();
  }
}

async function orTick<Value>(next: Promise<Value>, tickMs: number): Promise<Value | 'tick'> {
  let timer: NodeJS.Timeout | undefined;
  const tick = new Promise<'tick'>((resolve) => {
    timer = setTimeout(() => resolve('tick'), tickMs);
  });
  try {
    return await Promise.race([next, tick]);
  } finally {
    clearTimeout(timer);
  }
}
