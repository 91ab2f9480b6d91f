import type { OrganizationState } from '@caseline/case-domain';
import type { OrganizationDesk } from '@caseline/case-engine';
import type { CompiledPack } from '@caseline/support-policy';
import { Failure } from '../failure.ts';
import type { MappedOrganization, Mapping } from '../mapping/mapping-schema.ts';
import type { Columns } from '../mapping/template.ts';
import { toolActor } from '../tool-actor.ts';
import { importedOrganizationId } from './imported-ids.ts';

/** The customers' organizations of a log, registered as their first case comes. */
export class ImportedOrganizations {
  readonly #desk: OrganizationDesk;
  readonly #mapping: Pick<Mapping, 'system' | 'organizations'>;
  readonly #packId: string;
  readonly #byName = new Map<string, OrganizationState>();
  readonly #byId = new Map<string, OrganizationState>();
  #registered = 0;

  constructor(
    desk: OrganizationDesk,
    mapping: Pick<Mapping, 'system' | 'organizations'>,
    policy: CompiledPack,
  ) {
    this.#desk = desk;
    this.#mapping = mapping;
    this.#packId = policy.id;
  }

  /** How many were registered by this run. */
  get registered(): number {
    return this.#registered;
  }

  /** The organization of an event; undefined where the mapping has none or it is not prepared. */
  of(columns: Columns): OrganizationState | undefined {
    const mapped = this.#mappedFor(columns);
    return mapped === undefined ? undefined : this.#byName.get(mapped.name);
  }

  byId(id: string): OrganizationState | undefined {
    return this.#byId.get(id);
  }

  /** Registers the organization of an event with its agreements, where that is not done yet. */
  async prepare(columns: Columns): Promise<void> {
    const mapped = this.#mappedFor(columns);
    if (mapped === undefined || this.#byName.has(mapped.name)) return;
    const id = importedOrganizationId(this.#mapping.system, mapped.name);
    const existing = await this.#desk.find(id);
    if (existing === null) {
      await this.#register(id, mapped);
      this.#registered += 1;
    }
    await this.#sign(id, mapped, existing);
    await this.load(id);
    const state = this.#byId.get(id);
    if (state !== undefined) this.#byName.set(mapped.name, state);
  }

  /** Takes up an organization that a case of an earlier import belongs to. */
  async load(id: string): Promise<void> {
    const state = await this.#desk.find(id);
    if (state !== null) this.#byId.set(id, state);
  }

  #mappedFor(columns: Columns): MappedOrganization | undefined {
    const { column, known, otherwise } = this.#mapping.organizations;
    const value = columns.get(column)?.trim() ?? '';
    return known.find(({ values }) => values.includes(value)) ?? otherwise ?? undefined;
  }

  async #register(id: string, mapped: MappedOrganization): Promise<void> {
    const { name, domains, country, zone, subscription } = mapped;
    const payload = { name, domains, country, zone, subscription, packId: this.#packId };
    await this.#give(id, { name: 'register', payload });
  }

  async #sign(
    id: string,
    { agreements }: MappedOrganization,
    existing: OrganizationState | null,
  ): Promise<void> {
    const signed = new Set(existing?.agreements.map(({ agreementId }) => agreementId));
    for (const agreement of agreements.filter(({ agreementId }) => !signed.has(agreementId))) {
      await this.#give(id, { name: 'sign-agreement', payload: agreement });
    }
  }

  async #give(
    id: string,
    given: { readonly name: string; readonly payload: Readonly<Record<string, unknown>> },
  ): Promise<void> {
    const idempotencyKey = `import ${JSON.stringify(given)}`;
    const asking = { actor: toolActor, idempotencyKey, correlationId: id };
    const outcome = await this.#desk.command(id, given, asking);
    if (outcome.kind === 'accepted') return;
    const { code, detail, facts } = outcome.rejection;
    throw new Failure('refused', code, { detail: `${given.name}: ${detail}`, facts });
  }
}
