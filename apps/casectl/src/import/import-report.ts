import type { LogEvent } from '../log/log-case.ts';
import type { EventOutcome } from './outcome.ts';

/** Refused events of one kind: how many, and one of them as an example. */
export interface RefusedGroup {
  readonly code: string;
  readonly rule: string | null;
  readonly status: string;
  readonly count: number;
  readonly example: { readonly case: string; readonly line: number; readonly detail: string };
}

/** Applied events of one rule, and the steps that they became. */
export interface AppliedGroup {
  readonly rule: string;
  readonly as: string;
  readonly count: number;
}

/** Events that a rule leaves out, and why. */
export interface IgnoredGroup {
  readonly rule: string;
  readonly reason: string;
  readonly count: number;
}

/** What an import did. `applied + refused + ignored` is the number of events that were read. */
export interface ImportReport {
  readonly log: { readonly cases: number; readonly events: number };
  readonly applied: number;
  /** Of the applied: what an earlier run had imported. */
  readonly appliedBefore: number;
  readonly refused: number;
  readonly ignored: number;
  readonly appliedAs: readonly AppliedGroup[];
  readonly refusedBecause: readonly RefusedGroup[];
  readonly ignoredBecause: readonly IgnoredGroup[];
  /** Cases that were opened, those that follow an ended one among them. */
  readonly openedCases: number;
  readonly followUps: number;
  /** Cases of an earlier run that went on. */
  readonly continuedCases: number;
  readonly organizations: number;
  /** Events written to the log of the data folder. */
  readonly appendedEvents: number;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Counts what becomes of every event of a log. */
export class ImportTally {
  readonly #refused = new Map<string, Mutable<RefusedGroup>>();
  readonly #appliedAs = new Map<string, Mutable<AppliedGroup>>();
  readonly #ignored = new Map<string, Mutable<IgnoredGroup>>();
  #cases = 0;
  #events = 0;
  #applied = 0;
  #appliedBefore = 0;
  openedCases = 0;
  followUps = 0;
  continuedCases = 0;
  organizations = 0;
  appendedEvents = 0;

  addCase(): void {
    this.#cases += 1;
  }

  add(reference: string, { line }: LogEvent, outcome: EventOutcome): void {
    this.#events += 1;
    switch (outcome.kind) {
      case 'applied':
        this.#applied += 1;
        if (!outcome.isNew) this.#appliedBefore += 1;
        this.#addApplied(outcome);
        return;
      case 'ignored':
        this.#addIgnored(outcome);
        return;
      case 'refused':
        this.#addRefused({ case: reference, line }, outcome);
    }
  }

  report(): ImportReport {
    const appliedAs = byCount(this.#appliedAs);
    const refusedBecause = byCount(this.#refused);
    const ignoredBecause = byCount(this.#ignored);
    const { openedCases, followUps, continuedCases, organizations, appendedEvents } = this;
    return {
      log: { cases: this.#cases, events: this.#events },
      applied: this.#applied,
      appliedBefore: this.#appliedBefore,
      refused: sumOf(refusedBecause),
      ignored: sumOf(ignoredBecause),
      ...{ appliedAs, refusedBecause, ignoredBecause },
      ...{ openedCases, followUps, continuedCases, organizations, appendedEvents },
    };
  }

  #addApplied({ rule, as }: Extract<EventOutcome, { kind: 'applied' }>): void {
    const key = JSON.stringify([rule, as]);
    const group = this.#appliedAs.get(key);
    if (group === undefined) this.#appliedAs.set(key, { rule, as, count: 1 });
    else group.count += 1;
  }

  #addIgnored({ rule, reason }: Extract<EventOutcome, { kind: 'ignored' }>): void {
    const key = JSON.stringify([rule, reason]);
    const group = this.#ignored.get(key);
    if (group === undefined) this.#ignored.set(key, { rule, reason, count: 1 });
    else group.count += 1;
  }

  #addRefused(
    at: { readonly case: string; readonly line: number },
    { refusal, rule, status }: Extract<EventOutcome, { kind: 'refused' }>,
  ): void {
    const { code, detail } = refusal;
    const key = JSON.stringify([code, rule, status]);
    const group = this.#refused.get(key);
    if (group !== undefined) group.count += 1;
    else this.#refused.set(key, { code, rule, status, count: 1, example: { ...at, detail } });
  }
}

const byCount = <Group extends { readonly count: number }>(
  groups: ReadonlyMap<string, Group>,
): readonly Group[] => [...groups.values()].toSorted((a, b) => b.count - a.count);

const sumOf = (groups: readonly { readonly count: number }[]): number =>
  groups.reduce((sum, { count }) => sum + count, 0);

/** The report as lines for a person, the reasons as a table at the end. */
export function reportLines(report: ImportReport): readonly string[] {
  const { log, applied, appliedBefore, refused, ignored } = report;
  const before = appliedBefore === 0 ? '' : ` (${appliedBefore} by an earlier import)`;
  return [
    `read      ${log.events} events of ${log.cases} cases`,
    `applied   ${applied}${before}`,
    `refused   ${refused}`,
    `ignored   ${ignored}`,
    `cases     ${report.openedCases} opened, ${report.followUps} of them to follow an ended one; ` +
      `${report.continuedCases} went on`,
    `appended  ${report.appendedEvents} events; ${report.organizations} organizations were made`,
    ...report.appliedAs.map(
      ({ rule, as, count }) => `  applied ${String(count).padStart(7)}  ${rule}: ${as}`,
    ),
    ...report.refusedBecause.map(
      ({ code, rule, status, count, example }) =>
        `  refused ${String(count).padStart(7)}  ${code}  ${rule ?? '-'}  in ${status}  ` +
        `e.g. case ${example.case}, line ${example.line}: ${example.detail}`,
    ),
    ...report.ignoredBecause.map(
      ({ rule, reason, count }) => `  ignored ${String(count).padStart(7)}  ${rule}: ${reason}`,
    ),
  ];
}
