import { rejectionCatalogue } from '@caseline/case-domain';
import { apiProblems } from './api-problems.ts';

/** A code as it is documented. */
export interface CatalogueEntry {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  /** Who refuses: the API before a rule is asked, or a rule of the engine. */
  readonly refusedBy: 'api' | 'rules';
}

const refusedByRules = Object.entries(rejectionCatalogue).map(
  ([code, { status, sentence }]): CatalogueEntry => ({
    code,
    status,
    title: sentence,
    refusedBy: 'rules',
  }),
);

const refusedByApi = Object.entries(apiProblems).map(
  ([code, { status, title }]): CatalogueEntry => ({ code, status, title, refusedBy: 'api' }),
);

/** Every code that any answer can carry, in the order of the alphabet; the API's words win. */
export const problemCatalogue: ReadonlyMap<string, CatalogueEntry> = new Map(
  [...refusedByRules, ...refusedByApi]
    .sort((a, b) => a.code.localeCompare(b.code))
    .map((entry) => [entry.code, entry]),
);

/** The codes that the rules of the engine refuse a command with. */
export const rejectionCodes: readonly string[] = refusedByRules.map(({ code }) => code);
