import type { CaseFacts, OpenClock } from './case-row.ts';

/** The promises that are neither fulfilled nor dropped, in the order in which they began. */
export const readClocks = (clocks: string): readonly OpenClock[] =>
  // Written by `writeClocks`.
  clocks === '[]' ? [] : (JSON.parse(clocks) as readonly OpenClock[]);

const writeClocks = (clocks: readonly OpenClock[]): string =>
  clocks.length === 0 ? '[]' : JSON.stringify(clocks);

/** A clock added, or put in the place of the one it changes. */
export function withClock(facts: CaseFacts, clock: OpenClock): Partial<CaseFacts> {
  const clocks = readClocks(facts.clocks);
  const others = clocks.filter(({ objectiveId }) => objectiveId !== clock.objectiveId);
  return { clocks: writeClocks([...others, clock]) };
}

/** A clock changed; nothing where it is not open, as before its start on the occurred timeline. */
export function changeClock(
  facts: CaseFacts,
  objectiveId: string,
  change: (clock: OpenClock) => OpenClock,
): Partial<CaseFacts> | null {
  const clocks = readClocks(facts.clocks);
  if (!clocks.some((clock) => clock.objectiveId === objectiveId)) return null;
  const changed = clocks.map((clock) =>
    clock.objectiveId === objectiveId ? change(clock) : clock,
  );
  return { clocks: writeClocks(changed) };
}

export function withoutClock(facts: CaseFacts, objectiveId: string): Partial<CaseFacts> | null {
  const clocks = readClocks(facts.clocks);
  const others = clocks.filter((clock) => clock.objectiveId !== objectiveId);
  return others.length === clocks.length ? null : { clocks: writeClocks(others) };
}
