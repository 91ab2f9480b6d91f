import { BadCursor } from '@caseline/case-views';
import type { Page } from '@caseline/case-views';

type SortKey = readonly (string | number | null)[];

/** The sort key of a page's last row, in a form nobody needs to understand. */
export const writeCursor = (key: SortKey): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

/**
 * The sort key in a cursor; `BadCursor` for a text that is none. `shape` tells the types wanted.
 */
export function readCursor(cursor: string, shape: readonly ('text' | 'number')[]): SortKey {
  const key = parsed(cursor);
  const fits =
    Array.isArray(key) &&
    key.length === shape.length &&
    shape.every((type, index) =>
      type === 'text' ? typeof key[index] === 'string' : Number.isSafeInteger(key[index]),
    );
  if (!fits) throw new BadCursor('this is no cursor of these pages');
  return key as SortKey;
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    // Answered as a `BadCursor` by the caller, like every other text that is no cursor.
    return null;
  }
}

/** A page of rows that were asked for with one more than the limit, to see whether more follow. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  to: { item(row: Row): Item; key(row: Row): SortKey },
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown[shown.length - 1];
  const hasMore = rows.length > limit && last !== undefined;
  return { items: shown.map(to.item), cursor: hasMore ? writeCursor(to.key(last)) : null };
}
