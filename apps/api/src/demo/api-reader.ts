import { z } from 'zod';
import { caseView } from '../cases/case-view.ts';
import { casePage, objectivePage } from '../queue/queue-answers.ts';

/** What the walk reads of a history. */
const historyPage = z.object({
  items: z.array(
    z.object({
      revision: z.int(),
      type: z.string(),
      occurredAt: z.string(),
      recordedAt: z.string(),
      actor: z.object({ id: z.string(), role: z.string() }),
      sentence: z.string(),
    }),
  ),
  cursor: z.string().nullable(),
});

/** What the walk reads of an explanation. */
const explanation = z.object({
  sentence: z.string(),
  explanation: z.object({
    targetMs: z.int(),
    segments: z.array(z.object({ from: z.string(), to: z.string(), countedMs: z.int() })),
  }),
});

/** What the walk reads of a case at a revision. */
const replayedCase = caseView.extend({
  state: z.object({
    severity: z.string().nullable(),
    lifecycle: z.object({ status: z.string(), turn: z.string() }),
  }),
});

export type QueueItem = z.output<typeof casePage>['items'][number];
export type SlaItem = z.output<typeof objectivePage>['items'][number];
export type HistoryEntry = z.output<typeof historyPage>['items'][number];

/** The API refused what the walk asked. */
export class WalkRefused extends Error {
  override readonly name = 'WalkRefused';
}

/** Asks the running server over HTTP, as anybody else would. */
export class ApiReader {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** Open cases, most urgent first. */
  async queue(query: string): Promise<z.output<typeof casePage>> {
    return casePage.parse(await this.#get(`/v1/queue?${query}`));
  }

  /** Promises by due instant. */
  async objectives(query: string): Promise<readonly SlaItem[]> {
    return objectivePage.parse(await this.#get(`/v1/sla?${query}`)).items;
  }

  async history(caseId: string): Promise<readonly HistoryEntry[]> {
    return historyPage.parse(await this.#get(`/v1/cases/${caseId}/history?limit=200`)).items;
  }

  async explanation(caseId: string, objectiveId: string) {
    const path = `/v1/cases/${caseId}/objectives/${objectiveId}/explanation`;
    return explanation.parse(await this.#get(path));
  }

  /** The case as its first events made it. */
  async atRevision(caseId: string, revision: number) {
    return replayedCase.parse(await this.#get(`/v1/cases/${caseId}?revision=${revision}`));
  }

  async #get(path: string): Promise<unknown> {
    const headers = { authorization: `Bearer ${this.#token}` };
    const answer = await fetch(new URL(path, this.#url), { headers });
    if (answer.ok) return answer.json();
    throw new WalkRefused(`GET ${path} answered ${answer.status}: ${await answer.text()}`);
  }
}
