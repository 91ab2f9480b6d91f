/**
 * Drives a server from a process of its own: each connection sends its next request when the last
 * one is answered. Keeps from run to run which command each case gets next.
 */
import { performance } from 'node:perf_hooks';
import { HttpConnection } from '../../support/http-connection.ts';
import type { HttpAnswer, HttpRequest } from '../../support/http-connection.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { quantile } from '../figure.ts';
import { openBody, scriptedCommand } from '../../support/case-script.ts';
import type { LoadPlan, LoadReport } from './load-plan.ts';

/** What differs from target to target is the case's next step; a target is told by its port. */
const stepsByPort = new Map<number, Map<string, number>>();
let requestNumber = 0;

interface Run {
  readonly plan: LoadPlan;
  readonly latencies: number[];
  readonly unexpected: Map<number, { status: number; count: number; body: string }>;
  readonly caseIds: string[];
  position: number;
}

process.on('message', (plan: LoadPlan) => {
  void perform(plan).then(
    (report) => process.send?.({ report }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});

async function perform(plan: LoadPlan): Promise<LoadReport> {
  const run: Run = { plan, latencies: [], unexpected: new Map(), caseIds: [], position: -1 };
  const connections = await Promise.all(
    Array.from({ length: plan.connections }, () => HttpConnection.open(plan.port)),
  );
  const next = plan.work.kind === 'open' ? openings(run) : commands(run);
  const startedAt = performance.now();
  await Promise.all(connections.map((connection) => drive(connection, next, run)));
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
  };
}

/** A request and what to do when it is answered; undefined ends the connection's work. */
type NextRequest = () => Turn | undefined;

interface Turn {
  readonly request: HttpRequest;
  done(answer: HttpAnswer): void;
}

async function drive(connection: HttpConnection, next: NextRequest, run: Run): Promise<void> {
  for (let turn = next(); turn !== undefined; turn = next()) {
    const sentAt = performance.now();
    const answer = await connection.send(turn.request);
    run.latencies.push(performance.now() - sentAt);
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
  let left = work.kind === 'open' ? work.count : 0;
  return () => {
    if (left === 0) return undefined;
    left -= 1;
    const headers = headersFor(tokens.administrator);
    return {
      request: { method: 'POST', path: '/v1/cases', headers, body: openBody(`${left}`) },
      done: (answer) => {
        run.caseIds.push((JSON.parse(answer.body) as { caseId: string }).caseId);
        run.position = Math.max(run.position, positionIn(answer));
      },
    };
  };
}

function commands(run: Run): NextRequest {
  const { plan } = run;
  const { work, caseIds, tokens } = plan;
  if (work.kind !== 'command') throw new TypeError('not a plan of commands');
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
      run.position = Math.max(run.position, positionIn(answer));
    };
    return { request: { ...request, body: body(`${step}`) }, done };
  };
}

function headersFor(token: string): string[] {
  requestNumber += 1;
  const key = `load-${process.pid}-${requestNumber}`;
  return [`authorization: Bearer ${token}`, `idempotency-key: ${key}`];
}

/** Found without parsing the whole answer. */
const positionIn = ({ body }: HttpAnswer): number =>
  Number(/"position":(\d+)/.exec(body)?.[1] ?? -1);
