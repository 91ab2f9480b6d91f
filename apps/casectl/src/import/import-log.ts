import { tzVersion } from '@caseline/business-calendar';
import { OrganizationDesk, type PolicyShelf } from '@caseline/case-engine';
import { toInstant, type Clock, type EventStore } from '@caseline/event-sourcing';
import type { CompiledPack } from '@caseline/support-policy';
import type { LogCase, LogEvent } from '../log/log-case.ts';
import { readLog } from '../log/read-log.ts';
import { instantReader } from '../log/timestamps.ts';
import { eventRules } from '../mapping/event-rules.ts';
import type { Mapping } from '../mapping/mapping-schema.ts';
import { compileTemplate } from '../mapping/template.ts';
import { AppendWindow } from './append-window.ts';
import { loadEarlierImport, planCase, type CasePlan } from './case-import.ts';
import type { PlanSettings } from './case-planner.ts';
import { ImportTally, type ImportReport } from './import-report.ts';
import { ImportedOrganizations } from './imported-organizations.ts';
import { orderEvents } from './ordered-events.ts';
import type { EventOutcome } from './outcome.ts';
import { CASE_REPEATED } from './refusals.ts';

/** What an import works on. */
export interface ImportOrder {
  readonly file: string;
  readonly mapping: Mapping;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly policies: PolicyShelf;
  /** Judges the cases that are new; one that was imported before keeps its version. */
  readonly policy: CompiledPack;
  onBytes(read: number): void;
  /** Told of every event that is refused. */
  onRefused?(refused: RefusedEvent): void;
}

/** A refused event as it stands in the log. */
export interface RefusedEvent {
  readonly case: string;
  readonly line: number;
  readonly code: string;
  readonly detail: string;
  readonly rule: string | null;
  readonly status: string;
  readonly columns: Readonly<Record<string, string>>;
}

/** An import that ended before its log did. Whole cases are stored; `report` says which. */
export class ImportStopped extends Error {
  override readonly name = 'ImportStopped';
  readonly report: ImportReport;

  constructor(report: ImportReport, cause: unknown) {
    super('the import stopped before the end of the log', { cause });
    this.report = report;
  }
}

/**
 * Imports a log: each case is decided in memory at the instants at which it happened and appended
 * in one piece. What is there from an earlier run stays and is not repeated. Throws
 * `ImportStopped`.
 */
export async function importLog(order: ImportOrder): Promise<ImportReport> {
  const run = new ImportRun(order);
  try {
    await run.readAll();
    return run.report();
  } catch (error) {
    throw new ImportStopped(run.report(), error);
  }
}

class ImportRun {
  readonly #order: ImportOrder;
  readonly #tally = new ImportTally();
  readonly #window: AppendWindow;
  readonly #organizations: ImportedOrganizations;
  readonly #settings: PlanSettings;
  readonly #readInstant: (text: string) => number | undefined;
  readonly #seen = new Set<string>();

  constructor(order: ImportOrder) {
    const { mapping, store, clock, policies, policy } = order;
    this.#order = order;
    this.#window = new AppendWindow(store);
    const desk = new OrganizationDesk({ store, clock }, policies);
    const organizations = new ImportedOrganizations(desk, mapping, policy);
    this.#organizations = organizations;
    this.#readInstant = instantReader(mapping.time);
    this.#settings = {
      system: mapping.system,
      rules: eventRules(mapping),
      actors: {
        provider: compileTemplate(mapping.actors.provider),
        customer: compileTemplate(mapping.actors.customer),
      },
      ...{ policy, tzVersion: tzVersion() },
      organizationOf: (columns) => organizations.of(columns),
      organizationById: (id) => organizations.byId(id),
    };
  }

  report(): ImportReport {
    this.#tally.organizations = this.#organizations.registered;
    return this.#tally.report();
  }

  async readAll(): Promise<void> {
    const { file, mapping, onBytes } = this.#order;
    const shape = { caseColumn: mapping.case, delimiter: mapping.csv.delimiter };
    try {
      for await (const logCase of readLog(file, shape, onBytes)) await this.#take(logCase);
    } finally {
      // Cases that were decided are stored also when the log turns out to be broken behind them.
      await this.#window.drain();
    }
  }

  async #take(logCase: LogCase): Promise<void> {
    const { reference } = logCase;
    this.#tally.addCase();
    if (this.#seen.has(reference)) {
      for (const event of logCase.events) this.#refuse(reference, event, CASE_REPEATED);
      return;
    }
    this.#seen.add(reference);
    const { column } = this.#order.mapping.time;
    const { ordered, unplaced } = orderEvents(logCase, { column, read: this.#readInstant });
    for (const { event, refusal } of unplaced) this.#refuse(reference, event, refusal);
    for (const { event } of ordered) await this.#organizations.prepare(event.columns);
    const { store } = this.#order;
    const earlier = await loadEarlierImport(store, this.#settings.system, reference);
    const plan = planCase(await this.#settingsFor(earlier.parts), reference, {
      ...{ events: ordered, earlier, now: toInstant(this.#order.clock.now()) },
    });
    plan.outcomes.forEach((outcome, index) => {
      const event = ordered[index]?.event;
      if (event !== undefined) this.#count(reference, event, outcome);
    });
    await this.#append(plan);
  }

  /** A case that was imported before is judged by the version that judged it then. */
  async #settingsFor(
    parts: readonly { readonly state: CasePlan['parts'][number]['state'] }[],
  ): Promise<PlanSettings> {
    const state = parts[0]?.state;
    if (state === undefined || state.pack === null) return this.#settings;
    if (state.organizationId !== null) await this.#organizations.load(state.organizationId);
    return { ...this.#settings, policy: await this.#order.policies.version(state.pack) };
  }

  async #append({ planned, parts, wasImported }: CasePlan): Promise<void> {
    if (planned.length === 0) return;
    const isNew = (revision: number): boolean => revision < 0;
    const written = parts.filter(({ part }) => planned.some((each) => each.part === part));
    const opened = written.filter(({ revision }) => isNew(revision));
    this.#tally.openedCases += opened.length;
    this.#tally.followUps += opened.filter(({ part }) => part > 1).length;
    if (wasImported) this.#tally.continuedCases += 1;
    await this.#window.append(written, planned, (events) => {
      this.#tally.appendedEvents += events;
    });
  }

  #refuse(reference: string, event: LogEvent, refusal: { code: string; detail: string }): void {
    this.#count(reference, event, { kind: 'refused', rule: null, status: '-', refusal });
  }

  #count(reference: string, event: LogEvent, outcome: EventOutcome): void {
    this.#tally.add(reference, event, outcome);
    if (outcome.kind !== 'refused') return;
    const { rule, status, refusal } = outcome;
    this.#order.onRefused?.({
      ...{ case: reference, line: event.line, ...refusal, rule, status },
      columns: Object.fromEntries(event.columns),
    });
  }
}
