import { supportKind } from '@caseline/case-domain';
import { MAX_PAGE } from '@caseline/case-views';
import { CompiledPack, parsePackData } from '@caseline/support-policy';
import { CHANGES } from '@caseline/what-if';
import { z } from 'zod';
import { packFromText } from '../policies/pack-text.ts';
import { pointerOf, problem } from '../problems/problem.ts';
import { instantParameter } from '../requests/instants.ts';

/** Items of a page when the client does not say. */
const USUAL_PAGE = 50;

/** A draft of a pack, and which cases are judged anew under it. */
export const whatIfRequest = z
  .strictObject({
    yaml: z
      .string()
      .min(1)
      .refine((yaml) => yaml.isWellFormed(), 'is not well-formed Unicode')
      .optional()
      .describe('the draft as YAML text'),
    pack: z.record(z.string(), z.unknown()).optional().describe('the draft as JSON'),
    from: instantParameter.optional().describe('only cases opened at or after this instant'),
    to: instantParameter.optional().describe('only cases opened before this instant'),
    organizationId: z.uuid().optional().describe('only cases of this organization'),
    kind: supportKind.optional().describe('only cases of this kind of support'),
  })
  .refine(({ yaml, pack }) => (yaml === undefined) !== (pack === undefined), {
    path: ['yaml'],
    error: 'the draft is either yaml or pack',
  });

/** The draft of a request; the problem `invalid-request` names every fault of it. */
export function draftOf({ yaml, pack }: z.output<typeof whatIfRequest>): CompiledPack {
  if (yaml !== undefined) return packFromText(yaml);
  const parsed = parsePackData(pack);
  if (parsed instanceof CompiledPack) return parsed;
  const errors = parsed.map(({ path, reason }) => ({
    pointer: pointerOf(['pack', ...path]),
    code: 'policy-fault',
    detail: reason,
  }));
  throw problem('invalid-request', `The pack has ${errors.length} faults.`, { errors });
}

/** Pages of the objectives or facts behind a number of an answer. */
const page = {
  kind: supportKind.optional(),
  severity: z.enum(['A', 'B', 'C', 'unrated']).optional(),
  organization: z.uuid().optional(),
  week: z
    .string()
    .regex(/^\d{4}-W\d{2}$/, 'must be an ISO week such as 2026-W10')
    .optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(USUAL_PAGE),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/, 'must be the cursor of a page')
    .optional(),
};

export const changesQuery = z.strictObject({ change: z.enum(CHANGES).optional(), ...page });
export const refusalsQuery = z.strictObject(page);

type Page = z.output<typeof refusalsQuery>;

/** What an objective or a fact is counted by. */
interface Counted {
  readonly kind: string;
  readonly severity: string;
  readonly organizationId: string;
  readonly week: string;
}

/** The items of a page, in the order of the answer, and where the next page begins. */
export function pageOf<Item extends Counted>(
  items: readonly Item[],
  query: Page,
): { items: readonly Item[]; cursor: string | null } {
  const { limit, cursor = '0' } = query;
  const begin = Number(cursor);
  const wanted = items.filter((item) => isCounted(item, query));
  const end = begin + limit;
  return { items: wanted.slice(begin, end), cursor: end < wanted.length ? String(end) : null };
}

const isCounted = (item: Counted, { kind, severity, organization, week }: Page): boolean =>
  (kind ?? item.kind) === item.kind &&
  (severity ?? item.severity) === item.severity &&
  (organization ?? item.organizationId) === item.organizationId &&
  (week ?? item.week) === item.week;
