/**
 * Finds the states that held at an instant, among those of years, without looking at the others.
 *
 * A state that has ended lies in one cell: by how long it held (up to 16 h, 64 h, 256 h …: a
 * level), and by when it began (in steps of a quarter of the level's span). What held at an instant
 * began no longer before than its level's span, so it lies in one of five cells a level; and since
 * it held longer than a quarter of the span, much of what lies in these cells did hold then. What
 * held for years, past the last level, lies in one cell of its own.
 */
const FIRST_SPAN_MS = 16 * 3_600_000;
const GROWTH = 4;
/** The last one spans 7 years. */
const LEVELS = 7;
const CELLS_A_LEVEL = 2 ** 32;
/** The steps of 1970: those before have numbers too. */
const FIRST_STEP = 2 ** 31;

const levels = Array.from({ length: LEVELS }, (_, level) => {
  const spanMs = FIRST_SPAN_MS * GROWTH ** level;
  return { level, spanMs, stepMs: spanMs / GROWTH };
});

const LONGEST = LEVELS * CELLS_A_LEVEL;

const cellAt = (level: number, step: number): number => level * CELLS_A_LEVEL + FIRST_STEP + step;

/** The cell of a state that held in `[fromMs, toMs)`; null when it never did. */
export function pastCell(fromMs: number, toMs: number): number | null {
  const heldMs = toMs - fromMs;
  if (heldMs <= 0) return null;
  const found = levels.find(({ spanMs }) => heldMs <= spanMs);
  if (found === undefined) return LONGEST;
  return cellAt(found.level, Math.floor(fromMs / found.stepMs));
}

/** All cells that hold what held at an instant, where nothing began before `firstMs`. */
export function cellsHolding(atMs: number, firstMs: number): readonly number[] {
  const cells = levels.flatMap(({ level, stepMs }) => {
    const last = Math.floor(atMs / stepMs);
    const first = Math.max(last - GROWTH, Math.floor(firstMs / stepMs));
    const steps = Math.max(last - first + 1, 0);
    return Array.from({ length: steps }, (_, step) => cellAt(level, first + step));
  });
  return [...cells, LONGEST];
}
