/**
 * Drives a server from a process of its own: each connection sends its next request when the last
 * one is answered, or when it is due. Keeps from run to run which command each case gets next.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout as passed } from 'node:timers/promises';
import { HttpConnection } from '../../support/http-connection.ts';
import type { HttpAnswer, HttpRequest } from '../../support/http-connection.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { quantile } from '../figure.ts';
import { openBody, scriptedCommand } from '../../support/case-script.ts';
import type { Acknowledged, LoadPlan, LoadReport } from './load-plan.ts';

/** What differs from target to target is the case's next step; a target is told by its port. */
const stepsByPort = new Map<number, Map<string, number>>();
let requestNumber = 0;

interface Run {
  readonly plan: LoadPlan;
  readonly latencies: number[];
  readonly unexpected: Map<number, { status: number; count: number; body: string }>;
  readonly caseIds: string[];
  readonly acknowledged: Acknowledged[];
  position: number;
}

process.on('message', (plan: LoadPlan) => {
  void perform(plan).then(
    (report) => process.send?.({ report }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});

async function perform(plan: LoadPlan): Promise<LoadReport> {
  const seen = { latencies: [], unexpected: new Map(), caseIds: [], acknowledged: [] };
  const run: Run = { plan, ...seen, position: -1 };
  const connections = await Promise.all(
    Array.from({ length: plan.connections }, () => HttpConnection.open(plan.port)),
  );
  const next = requests[plan.work.kind](run);
  const startedAt = performance.now();
  const due = dueTimes(run, startedAt);
  await Promise.all(connections.map((connection) => drive(connection, { next, due }, run)));
  const seconds = (performance.now() - startedAt) / 1_000;
  for (const connection of connections) connection.close();
  return {
    requests: run.latencies.length,
    seconds,
    p50Ms: quantile(run.latencies, 0.5),
    p99Ms: quantile(run.latencies, 0.99),
    maxMs: quantile(run.latencies, 1),
    unexpected: [...run.unexpected.values()],
    caseIds: run.caseIds,
    position: run.position,
    acknowledged: run.acknowledged,
  };
}

const requests = {
  open: (run: Run): NextRequest => openings(run),
  command: (run: Run): NextRequest => commands(run),
  mixed: (run: Run): NextRequest => mixed(run),
} satisfies Record<LoadPlan['work']['kind'], (run: Run) => NextRequest>;

/** Resolves when the next request is due, with the time at which it was; at once without pace. */
function dueTimes({ plan: { work } }: Run, startedAt: number): () => Promise<number> {
  if (work.kind !== 'mixed') return async () => performance.now();
  let requests = 0;
  return async () => {
    const dueAt = startedAt + (requests * 1_000) / work.perSecond;
    requests += 1;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await passed(waitMs);
    return dueAt;
  };
}

/** A request and what to do when it is answered; undefined ends the connection's work. */
type NextRequest = () => Turn | undefined;

interface Turn {
  readonly request: HttpRequest;
  done(answer: HttpAnswer): void;
}

interface Drive {
  readonly next: NextRequest;
  readonly due: () => Promise<number>;
}

async function drive(connection: HttpConnection, { next, due }: Drive, run: Run): Promise<void> {
  for (let turn = next(); turn !== undefined; turn = next()) {
    const dueAt = await due();
    const answer = await connection.send(turn.request);
    run.latencies.push(performance.now() - dueAt);
    if (answer.status === 200 || answer.status === 201) turn.done(answer);
    else keepUnexpected(run, answer);
  }
}

function keepUnexpected({ unexpected }: Run, { status, body }: HttpAnswer): void {
  const seen = unexpected.get(status) ?? { status, count: 0, body };
  unexpected.set(status, { ...seen, count: seen.count + 1 });
}

function openings(run: Run): NextRequest {
  const { work, tokens } = run.plan;
  let left = work.kind === 'open' ? work.count : Number.POSITIVE_INFINITY;
  return () => {
    if (left === 0) return undefined;
    left -= 1;
    const headers = headersFor(tokens.administrator);
    return {
      request: { method: 'POST', path: '/v1/cases', headers, body: openBody(`${left}`) },
      done: (answer) => {
        run.caseIds.push((JSON.parse(answer.body) as { caseId: string }).caseId);
        acknowledge(run, answer);
      },
    };
  };
}

function mixed(run: Run): NextRequest {
  const { work } = run.plan;
  if (work.kind !== 'mixed') throw new TypeError('not a plan of mixed work');
  const [open, command] = [openings(run), commands(run)];
  let requests = 0;
  return () => {
    requests += 1;
    // Commands end when the time is over; an opening or two may come behind that.
    return requests % work.openEvery === 0 ? open() : command();
  };
}

function commands(run: Run): NextRequest {
  const { plan } = run;
  const { work, caseIds, tokens } = plan;
  if (work.kind === 'open') throw new TypeError('not a plan of commands');
  const steps = stepsByPort.get(plan.port) ?? new Map<string, number>();
  stepsByPort.set(plan.port, steps);
  const random = seededRandom(work.seed);
  const inFlight = new Set<string>();
  const endsAt = performance.now() + work.seconds * 1_000;
  return () => {
    if (performance.now() >= endsAt) return undefined;
    // Ends: there are far more cases than connections.
    let caseId = random.pick(caseIds);
    while (inFlight.has(caseId)) caseId = random.pick(caseIds);
    const step = steps.get(caseId) ?? 0;
    const { name, caller, body } = scriptedCommand(step);
    inFlight.add(caseId);
    const path = `/v1/cases/${caseId}/${name}`;
    const request = { method: 'POST' as const, path, headers: headersFor(tokens[caller]) };
    const done = (answer: HttpAnswer): void => {
      inFlight.delete(caseId);
      steps.set(caseId, step + 1);
      acknowledge(run, answer);
    };
    return { request: { ...request, body: body(`${step}`) }, done };
  };
}

function acknowledge(run: Run, answer: HttpAnswer): void {
  const position = positionIn(answer);
  run.position = Math.max(run.position, position);
  if (run.plan.work.kind !== 'mixed') return;
  run.acknowledged.push({ position, atMs: performance.timeOrigin + performance.now() });
}

function headersFor(token: string): string[] {
  requestNumber += 1;
  const key = `load-${process.pid}-${requestNumber}`;
  return [`authorization: Bearer ${token}`, `idempotency-key: ${key}`];
}

/** Found without parsing the whole answer. */
const positionIn = ({ body }: HttpAnswer): number =>
  Number(/"position":(\d+)/.exec(body)?.[1] ?? -1);
