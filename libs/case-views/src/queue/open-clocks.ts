import type { CaseFacts, OpenClock } from './case-row.ts';

/**
 * The clocks that were read or written last. A case's clocks are asked for several times in a row
 * while one event is folded, and reading their JSON is half of the work of a rebuild.
 */
let latest: { readonly text: string; readonly clocks: readonly OpenClock[] } = {
  text: '[]',
  clocks: [],
};

/** The promises that are neither fulfilled nor dropped, in the order in which they began. */
export function readClocks(text: string): readonly OpenClock[] {
  // Written by `writeClocks`.
  if (latest.text !== text) latest = { text, clocks: JSON.parse(text) as readonly OpenClock[] };
  return latest.clocks;
}

function writeClocks(clocks: readonly OpenClock[]): string {
  const text = clocks.length === 0 ? '[]' : JSON.stringify(clocks);
  latest = { text, clocks };
  return text;
}

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
