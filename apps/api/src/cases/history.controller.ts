import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { CaseEngine } from '@caseline/case-engine';
import { historySentence, type HistoryItem } from '@caseline/case-views';
import { z } from 'zod';
import type { AuthenticatedRequest } from '../access/access.guard.ts';
import { Allow } from '../access/allow.ts';
import { isProvider } from '../access/own-organization.ts';
import { Describe } from '../openapi/describe.ts';
import { QUERIES } from '../ports.ts';
import type { CaseQueries } from '../ports.ts';
import { pageParameters, pageRequest, positionParameter } from '../requests/paging.ts';
import { ViewReader } from '../requests/view-reader.ts';
import { ZodPipe } from '../requests/zod.pipe.ts';
import { mayReadPersonalData } from './case-view.ts';
import { knownCase } from './known-case.ts';

/** Facts of the provider's own house: a customer does not see them. */
export const internalFacts = new Set(['NoteAdded', 'CaseAssigned', 'CaseEscalated']);

const historyQuery = z.strictObject({ ...pageParameters, ...positionParameter });

const historyItem = z
  .object({
    revision: z.int(),
    position: z.int(),
    eventId: z.uuid(),
    type: z.string(),
    schemaVersion: z.int(),
    occurredAt: z.iso.datetime().describe('when it happened'),
    recordedAt: z.iso.datetime().describe('when the engine recorded it'),
    actor: z.object({ id: z.string(), role: z.string() }),
    commandId: z.string(),
    causationId: z.string(),
    policyVersion: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
    personal: z.record(z.string(), z.unknown()).nullable(),
    sentence: z.string(),
  })
  .meta({ id: 'HistoryItem' });

const historyPage = z
  .object({ items: z.array(historyItem), cursor: z.string().nullable(), position: z.int() })
  .meta({ id: 'HistoryPage' });

/** What happened to a case, fact by fact, on both timelines. */
@Controller('v1/cases/:caseId/history')
export class HistoryController {
  constructor(
    @Inject(CaseEngine) private readonly engine: CaseEngine,
    @Inject(QUERIES) private readonly queries: CaseQueries,
    @Inject(ViewReader) private readonly views: ViewReader,
  ) {}

  @Get()
  @Allow('agent', 'lead', 'auditor', 'analyst', 'operator', 'administrator')
  @Describe({
    summary: 'The history of a case: its events as facts.',
    tag: 'Cases',
    operationId: 'readHistory',
    query: historyQuery,
    answer: { status: 200, schema: historyPage },
    problems: ['position-not-reached'],
  })
  async read(
    @Param('caseId', new ZodPipe(z.uuid())) caseId: string,
    @Query(new ZodPipe(historyQuery)) query: z.output<typeof historyQuery>,
    @Req() { principal }: AuthenticatedRequest,
  ) {
    await knownCase(this.engine, caseId, principal);
    return this.views.now(query, async () => {
      const { items, cursor } = await this.queries.caseHistory(caseId, pageRequest(query));
      const visible = items.filter(({ type }) => isProvider(principal) || !internalFacts.has(type));
      return {
        items: visible.map((item) => shown(item, mayReadPersonalData(principal))),
        cursor,
      };
    });
  }
}

function shown({ caseId: _, ...item }: HistoryItem, withPersonalData: boolean) {
  const visible = withPersonalData ? item : { ...item, personal: null };
  return { ...visible, sentence: historySentence(visible) };
}
