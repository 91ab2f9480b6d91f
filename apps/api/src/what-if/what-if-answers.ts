import { CHANGES, GROUPINGS } from '@caseline/what-if';
import { z } from 'zod';

const instant = z.iso.datetime().describe('UTC');
const verdict = z.enum(['met', 'breached', 'not-applicable', 'open']);
const count = z.int().min(0);
const verdictCounts = z.object({
  met: count,
  breached: count,
  'not-applicable': count,
  open: count,
});

const numbers = z.object({
  cases: count,
  casesChanged: count,
  then: verdictCounts.describe('objectives by verdict, as they were judged'),
  draft: verdictCounts.describe('objectives by verdict, as the draft judges them'),
  changes: z.record(z.enum(CHANGES), count).describe('objectives by what the draft changes'),
  severitiesRefused: count.describe('severities that the draft would have refused'),
  factsRefused: count.describe('other facts that could not have happened so'),
});

const group = numbers.extend({ key: z.string() });

const range = z.object({
  from: instant.nullable(),
  to: instant.nullable(),
  organizationId: z.uuid().nullable(),
  kind: z.string().nullable(),
});

/** The numbers of an answer; the cases behind them come by page. */
export const whatIfAnswer = z
  .object({
    whatIfId: z.uuid(),
    draft: z.object({ policyVersion: z.string(), hash: z.string() }),
    then: z.array(z.string()).describe('id@version of what judged the cases'),
    range,
    horizon: instant.describe('both sides are judged up to here'),
    events: count.describe('events that were judged anew'),
    totals: numbers,
    by: z.record(z.enum(GROUPINGS), z.array(group)),
    changesAt: z.string().describe('where the objectives behind the changes are read'),
    refusalsAt: z.string().describe('where the facts behind the refusals are read'),
  })
  .meta({ id: 'WhatIfAnswer' });

const judged = z
  .object({
    objectiveId: z.string(),
    severity: z.string().nullable(),
    startedAt: instant,
    dueAt: instant.nullable(),
    targetLabel: z.string(),
    calendar: z.string(),
    verdict,
  })
  .nullable();

const counted = {
  caseId: z.uuid(),
  organizationId: z.uuid(),
  kind: z.string(),
  severity: z.string(),
  week: z.string().describe('ISO week'),
};

const cursor = z.string().nullable();

export const changesPage = z
  .object({
    items: z.array(
      z.object({
        ...counted,
        objective: z.string(),
        then: judged.describe('null: was not promised'),
        draft: judged.describe('null: would not be promised'),
        changes: z.array(z.enum(CHANGES)),
      }),
    ),
    cursor,
  })
  .meta({ id: 'WhatIfChanges' });

export const refusalsPage = z
  .object({
    items: z.array(
      z.object({
        ...counted,
        eventId: z.uuid(),
        type: z.string(),
        occurredAt: instant,
        code: z.string().describe('why the draft would have refused it'),
        asked: z.string().nullable().describe('the severity that was given'),
        granted: z.string().nullable().describe('the severity under the draft'),
      }),
    ),
    cursor,
  })
  .meta({ id: 'WhatIfRefusals' });
