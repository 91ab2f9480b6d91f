import { setTimeout as pause } from 'node:timers/promises';
import { toEpochMs, toInstant, type Clock } from '@caseline/event-sourcing';
import type { ApiReader, HistoryEntry, QueueItem, SlaItem } from './api-reader.ts';
import { dueText, instantText, lastTuesdayMorning, spanText } from './printed-time.ts';

/** Cases shown of a queue. */
const SHOWN_CASES = 10;
/** Promises looked through for one worth showing. */
const LOOKED_THROUGH = 200;
/** Seconds that the clock is watched. */
const WATCHED_SECONDS = 5;
/** A longer history is not printed step by step. */
const MAX_STEPS = 30;
/** A shorter one shows too little. */
const MIN_STEPS = 14;
/** Histories read to find one worth showing. */
const MAX_HISTORIES = 20;

/** Where the walk is printed, and what it is led by. */
export interface Walk {
  readonly api: ApiReader;
  readonly clock: Clock;
  readonly print: (line: string) => void;
  /** Writes over the line; undefined where the output is no terminal. */
  readonly rewrite: ((line: string) => void) | undefined;
}

/** Shows the queue, a clock, a breach, a replay and the past. */
export async function walkThrough(walk: Walk): Promise<void> {
  await showQueue(walk);
  await watchClock(walk);
  await explainBreach(walk);
  await replayCase(walk);
  await showPast(walk);
}

const heading = ({ print }: Walk, title: string): void => print(`\n── ${title}`);

async function showQueue(walk: Walk): Promise<void> {
  const { api, clock } = walk;
  heading(walk, 'The queue now, most urgent first');
  const { items } = await api.queue(`limit=${SHOWN_CASES}`);
  printQueue(walk, items, clock.now());
}

function printQueue({ print }: Walk, items: readonly QueueItem[], nowMs: number): void {
  print(columns(['due', 'sev', 'status', 'turn', 'team', 'kind', 'title']));
  for (const { dueAt, severity, status, turn, team, kind, title } of items) {
    const due = dueText(dueAt, nowMs);
    print(columns([due, severity ?? '–', status, turn ?? '', team ?? '–', kind, title]));
  }
}

const WIDTHS = [16, 4, 10, 9, 14, 13];

const columns = (cells: readonly string[]): string =>
  cells.map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0)).join(' ');

async function watchClock(walk: Walk): Promise<void> {
  const { api, clock, print, rewrite } = walk;
  heading(walk, 'An SLA clock');
  const running = await api.objectives(`state=running&limit=${LOOKED_THROUGH}`);
  const next = running.find(
    ({ dueAt, kind }) =>
      dueAt !== null && toEpochMs(dueAt) > clock.now() && kind !== 'customer-answer',
  );
  if (next === undefined || next.dueAt === null) {
    return print('No clock of the provider runs at this hour.');
  }
  const { kind, severity, targetLabel, calendar, dueAt, caseId } = next;
  print(`Case ${caseId}, severity ${severity}: ${kind} within ${targetLabel} on ${calendar}`);
  const face = () => `  due ${dueText(dueAt, clock.now())}, at ${instantText(dueAt)} UTC`;
  for (let second = 0; rewrite !== undefined && second < WATCHED_SECONDS; second += 1) {
    rewrite(face());
    await pause(1_000);
  }
  rewrite?.('');
  print(face());
}

async function explainBreach(walk: Walk): Promise<void> {
  const { api, print } = walk;
  heading(walk, 'A breach, explained');
  const late = await api.objectives(`state=fulfilled-late&limit=${LOOKED_THROUGH}`);
  const open = await api.objectives(`state=breached&limit=${LOOKED_THROUGH}`);
  const breach = mostTelling([...late, ...open]);
  if (breach === undefined) return print('Nothing was breached in this month.');
  const { caseId, objectiveId } = breach;
  const { sentence, explanation } = await api.explanation(caseId, objectiveId);
  print(sentence);
  for (const { from, to, countedMs } of explanation.segments) {
    const counted = countedMs === 0 ? 'does not count' : `counts ${spanText(countedMs)}`;
    print(`  ${instantText(from)} → ${instantText(to)}  ${counted}`);
  }
  print(`  together ${spanText(explanation.targetMs)}: the target`);
}

/** A response promised in business time, over a closing: that is where people ask why. */
const mostTelling = (breaches: readonly SlaItem[]): SlaItem | undefined =>
  breaches.find(
    ({ kind, severity, startedAt, dueAt }) =>
      kind === 'first-response' &&
      severity === 'B' &&
      dueAt !== null &&
      startedAt.slice(0, 10) !== dueAt.slice(0, 10),
  ) ?? breaches.find(({ kind }) => kind !== 'customer-answer');

async function replayCase(walk: Walk): Promise<void> {
  const { api, print } = walk;
  heading(walk, 'A case, replayed');
  const found = await historyToShow(api);
  if (found === undefined) return print('No case has a history of a length to print.');
  const { caseId, history } = found;
  print(`Case ${caseId}: its state after each of its ${history.length} events`);
  for (const { revision, recordedAt, occurredAt, sentence } of history) {
    const { state } = await api.atRevision(caseId, revision);
    const { severity, lifecycle } = state;
    const standing = `${lifecycle.status} ${severity ?? '–'} ${lifecycle.turn}`;
    const happened = occurredAt < recordedAt ? ` [happened ${instantText(occurredAt)}]` : '';
    print(`  ${instantText(recordedAt)}  ${standing.padEnd(22)} ${sentence}${happened}`);
  }
}

/** A case whose severity was changed, with a history that fits on a screen. */
async function historyToShow(
  api: ApiReader,
): Promise<{ caseId: string; history: readonly HistoryEntry[] } | undefined> {
  const changed = await api.objectives(`state=retargeted&limit=${LOOKED_THROUGH}`);
  const known = await api.objectives(`state=met&severity=B&limit=${LOOKED_THROUGH}`);
  const caseIds = new Set([...changed, ...known].map(({ caseId }) => caseId));
  for (const caseId of [...caseIds].slice(0, MAX_HISTORIES)) {
    const history = await api.history(caseId);
    if (history.length >= MIN_STEPS && history.length <= MAX_STEPS) return { caseId, history };
  }
  return undefined;
}

async function showPast(walk: Walk): Promise<void> {
  const atMs = lastTuesdayMorning(walk.clock.now());
  const asOf = toInstant(atMs);
  heading(walk, `The queue as it stood last Tuesday, ${instantText(asOf)} UTC`);
  const { items } = await walk.api.queue(`limit=${SHOWN_CASES}&asOf=${asOf}`);
  printQueue(walk, items, atMs);
}
