import { MAX_PAGE, type PageRequest } from '@caseline/case-views';
import { z } from 'zod';

/** Items of a page when the client does not say. */
const USUAL_PAGE = 50;

/** Parameters of every list. */
export const pageParameters = {
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(USUAL_PAGE),
  cursor: z.string().min(1).max(2_000).optional().describe('The cursor of the page before.'),
};

/** Read-your-writes: the position that a command answered. */
export const positionParameter = {
  minPosition: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Wait until the views have seen this position.'),
};

export const pageRequest = (query: {
  readonly limit: number;
  readonly cursor?: string | undefined;
}): PageRequest => ({
  limit: query.limit,
  ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
});

/** The object without its undefined fields: a filter that says nothing. */
export function present<T extends object>(
  fields: T,
): {
  [K in keyof T]: Exclude<T[K], undefined>;
} {
  const stated = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(stated) as { [K in keyof T]: Exclude<T[K], undefined> };
}
