import {
  CommandLoop,
  commandIdOf,
  EventDefinition,
  type Actor,
  type Aggregate,
  type Clock,
  type DecidedEvent,
  type EventStore,
} from '@caseline/event-sourcing';
import { POLICY_STREAM_PREFIX } from '@caseline/support-policy';
import { z } from 'zod';

/** The stream that names every pack ever published. No pack is called like it: ids have no dot. */
const DIRECTORY_STREAM = `${POLICY_STREAM_PREFIX}directory.all`;

const packListed = EventDefinition.v1('PackListed', z.strictObject({ packId: z.string() }));

type PackListed = DecidedEvent<'PackListed', { readonly packId: string }>;
interface ListPack {
  readonly packId: string;
}
type ListedPacks = ReadonlySet<string>;

const directory: Aggregate<ListPack, PackListed, ListedPacks, undefined> = {
  decider: {
    initialState: new Set<string>(),
    decide: ({ packId }, listed) =>
      listed.has(packId) ? [] : [{ type: 'PackListed', data: { packId } }],
    evolve: (listed, { data }) => new Set(listed).add(data.packId),
  },
  read: ({ id, data, metadata: { schemaVersion, occurredAt, recordedAt } }) => {
    const type = packListed.type;
    return { type, id, data: packListed.read(schemaVersion, data), occurredAt, recordedAt };
  },
  write: ({ data }) => ({
    schemaVersion: packListed.schemaVersion,
    data: packListed.parseNew(data),
  }),
};

/** Knows which packs there are without searching the whole log for their streams. */
export class PolicyDirectory {
  readonly #loop: CommandLoop<ListPack, PackListed, ListedPacks, undefined>;

  constructor(at: {
    readonly store: EventStore;
    readonly clock: Clock;
    readonly hasOtherWriters?: boolean;
  }) {
    this.#loop = new CommandLoop(directory, { ...at, recentStreams: 1 });
  }

  async packIds(): Promise<readonly string[]> {
    return [...(await this.#loop.load(DIRECTORY_STREAM)).state];
  }

  /** Lists a pack; nothing happens when it is listed. */
  async list(
    packId: string,
    by: { readonly actor: Actor; readonly correlationId: string },
  ): Promise<void> {
    await this.#loop.execute({
      ...by,
      streamId: DIRECTORY_STREAM,
      commandId: commandIdOf(DIRECTORY_STREAM, packId),
      fingerprint: { packId },
      command: () => ({ packId }),
      context: () => undefined,
      policyVersion: () => null,
    });
  }
}
