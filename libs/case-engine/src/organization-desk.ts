import {
  organizationAggregate,
  organizationStreamId,
  type OrganizationCommand,
  type OrganizationContext,
  type OrganizationEvent,
  type OrganizationState,
} from '@caseline/case-domain';
import {
  CommandLoop,
  commandIdOf,
  derivedId,
  NO_STREAM,
  type Clock,
  type CommandOutcome,
  type EventStore,
  type LoadedStream,
} from '@caseline/event-sourcing';
import type { Asking } from './case-engine.ts';
import type { GivenCommand } from './given-command.ts';
import type { PolicyShelf } from './policy-shelf.ts';

/** Organizations kept folded in memory. */
const RECENT_ORGANIZATIONS = 10_000;

type OrganizationLoop = CommandLoop<
  OrganizationCommand,
  OrganizationEvent,
  OrganizationState,
  OrganizationContext
>;

/** Registers organizations and keeps their agreements. */
export class OrganizationDesk {
  readonly #loop: OrganizationLoop;
  readonly #policies: PolicyShelf;

  constructor(
    parts: {
      readonly store: EventStore;
      readonly clock: Clock;
      readonly hasOtherWriters?: boolean;
    },
    policies: PolicyShelf,
  ) {
    this.#loop = new CommandLoop(organizationAggregate, {
      ...parts,
      recentStreams: RECENT_ORGANIZATIONS,
    });
    this.#policies = policies;
  }

  /** The id that registering under this key gives: a retry finds what it registered. */
  newOrganizationId({ actor, idempotencyKey }: Asking): string {
    return derivedId('organization', actor.id, idempotencyKey);
  }

  /** An organization as it is now; revision `NO_STREAM` when there is none. */
  load(organizationId: string): Promise<LoadedStream<OrganizationState>> {
    return this.#loop.loadNow(organizationStreamId(organizationId));
  }

  /** Forgets an organization that somebody else has changed; it is read when it is needed. */
  changedElsewhere(streamId: string, revision: number): void {
    this.#loop.forget(streamId, revision);
  }

  /** Looks whether somebody else has changed what is known here; true when so. */
  async hasChanged(organizationId: string): Promise<boolean> {
    const streamId = organizationStreamId(organizationId);
    const before = await this.#loop.load(streamId);
    return (await this.#loop.loadNow(streamId)).revision > before.revision;
  }

  /** What rules may know of an organization; null when it is not registered. */
  async find(organizationId: string | null): Promise<OrganizationState | null> {
    if (organizationId === null) return null;
    const { state, revision } = await this.#loop.load(organizationStreamId(organizationId));
    return revision === NO_STREAM ? null : state;
  }

  /** Gives a command to an organization; `register` makes it. */
  command(
    organizationId: string,
    { name, payload, expectedRevision }: GivenCommand,
    { actor, idempotencyKey, correlationId }: Asking,
  ): Promise<CommandOutcome> {
    const streamId = organizationStreamId(organizationId);
    return this.#loop.execute({
      streamId,
      commandId: commandIdOf(streamId, idempotencyKey),
      fingerprint: { name, payload },
      actor,
      correlationId,
      ...(expectedRevision === undefined ? {} : { expectedRevision }),
      command: (at) => ({ name, payload, actor, at }),
      context: () => ({ organizationId, packs: this.#policies.newest() }),
      policyVersion: () => null,
    });
  }
}
