import { hash as digest } from 'node:crypto';
import { compileCalendar, type BusinessCalendar } from '@caseline/business-calendar';
import { canonicalJson } from '@caseline/event-sourcing';
import { ORGANIZATION_ZONE, type PackCalendar } from './schema/calendars.ts';
import type { Immutable, PolicyPack } from './schema/policy-pack.ts';

/** How many calendars a pack keeps compiled: its own, and its templates by organization zone. */
const MAX_COMPILED_CALENDARS = 256;

/** Hex SHA-256 of the canonical JSON of a pack: equal content, equal hash. */
export const hashOfPack = (content: PolicyPack): string => digest('sha256', canonicalJson(content));

/**
 * A policy pack that passed `parsePack`, ready for use: deeply frozen, with its hash and look-up
 * tables. The rules of it are asked through the functions beside this file.
 */
export class CompiledPack {
  readonly content: PolicyPack;
  /** `id@version`: what the events that this pack judged carry. */
  readonly policyVersion: string;
  readonly packHash: string;
  /** Assessed severity and rule by `issueType × impact`. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly #definitions: ReadonlyMap<string, Immutable<PackCalendar>>;
  readonly #calendars = new Map<string, BusinessCalendar>();

  constructor(content: PolicyPack) {
    this.content = deepFreeze(content);
    this.policyVersion = `${content.id}@${content.version}`;
    this.packHash = hashOfPack(content);
    this.#definitions = new Map(content.calendars.map((calendar) => [calendar.id, calendar]));
    this.outcomes = new Map(
      (content.assessment?.outcomes ?? []).map((row) => [outcomeKey(row), row]),
    );
  }

  get id(): string {
    return this.content.id;
  }

  get version(): number {
    return this.content.version;
  }

  /**
   * A calendar of the pack in use; a template takes the organization's zone (default 11). Throws
   * for an id the pack does not have or a zone that is none: both are checked long before.
   */
  calendar(id: string, organizationZone: string): BusinessCalendar {
    const definition = this.#definitions.get(id);
    if (definition === undefined) throw new TypeError(`no calendar ${id} in ${this.policyVersion}`);
    const isTemplate = definition.zone === ORGANIZATION_ZONE;
    const zone = isTemplate ? organizationZone : definition.zone;
    const key = `${id} ${zone}`;
    const known = this.#calendars.get(key);
    if (known !== undefined) return known;
    const compiled = compileCalendar({ ...structuredClone(definition), zone } as PackCalendar);
    this.#keep(key, compiled);
    return compiled;
  }

  #keep(key: string, calendar: BusinessCalendar): void {
    // Compiling again is only slow, never wrong: beyond the bound all start anew.
    if (this.#calendars.size >= MAX_COMPILED_CALENDARS) this.#calendars.clear();
    this.#calendars.set(key, calendar);
  }
}

/** A row of the assessment table. */
export type Outcome = NonNullable<PolicyPack['assessment']>['outcomes'][number];

/** The key of an outcome: ids hold no spaces. */
export const outcomeKey = (at: { readonly issueType: string; readonly impact: string }): string =>
  `${at.issueType} ${at.impact}`;

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
}
