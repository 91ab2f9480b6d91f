import { InvalidPause } from './errors.ts';

/** A finished pause `[fromMs, toMs)` in epoch milliseconds: business time in it does not count. */
export interface Pause {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Pauses in order and without overlap, none before `startMs`: time that two pauses share belongs to
 * the earlier one, so that it is given back once. Empty ones are left out. Throws `InvalidPause`.
 */
export function disjointPauses<P extends Pause>(pauses: readonly P[], startMs: number): P[] {
  const result: P[] = [];
  let freeFromMs = startMs;
  for (const pause of pauses.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (pause.toMs < pause.fromMs) {
      throw new InvalidPause(`a pause ends at ${pause.toMs}, before it begins at ${pause.fromMs}`);
    }
    const fromMs = Math.max(pause.fromMs, freeFromMs);
    if (pause.toMs <= fromMs) continue;
    result.push({ ...pause, fromMs });
    freeFromMs = pause.toMs;
  }
  return result;
}
