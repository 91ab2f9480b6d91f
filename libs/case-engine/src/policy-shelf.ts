import {
  CommandLoop,
  commandIdOf,
  type Actor,
  type CommandOutcome,
  type Clock,
  type EventStore,
  type RecordedEvent,
} from '@caseline/event-sourcing';
import {
  CompiledPack,
  parsePackData,
  policyDecider,
  policyPublished,
  policyStreamId,
  type PolicyPack,
} from '@caseline/support-policy';
import { PolicyDirectory } from './policy-directory.ts';

/** Published versions read at a time. */
const PAGE = 100;
/** Streams of packs kept folded: installations have a handful. */
const RECENT_PACKS = 100;

/** A pack, or a version of it, that nobody has published. */
export class PolicyNotPublished extends Error {
  override readonly name = 'PolicyNotPublished';
}

/** A pack as its events name it. */
export interface PackVersion {
  readonly id: string;
  readonly version: number;
}

/**
 * The published policy packs. Published versions never change, so each is compiled once; a pack or
 * version that is not known yet is looked for in the log.
 */
export class PolicyShelf {
  readonly #store: EventStore;
  readonly #loop;
  readonly #directory: PolicyDirectory;
  readonly #packs = new Map<string, Map<number, CompiledPack>>();

  constructor(at: {
    readonly store: EventStore;
    readonly clock: Clock;
    readonly hasOtherWriters?: boolean;
  }) {
    this.#store = at.store;
    this.#directory = new PolicyDirectory(at);
    this.#loop = new CommandLoop(
      { decider: policyDecider, read: readPolicyEvent, write: writePolicyEvent },
      { ...at, recentStreams: RECENT_PACKS },
    );
  }

  /** Brings every published pack into memory, those too that only an earlier process knew. */
  async load(): Promise<void> {
    for (const id of await this.#directory.packIds()) await this.#read(id);
  }

  /** Takes in what other processes have published; throws for a pack this build cannot read. */
  learnFrom(events: readonly RecordedEvent[]): void {
    for (const event of events) {
      if (event.type !== policyPublished.type) continue;
      const { packId } = readPolicyEvent(event).data;
      const versions = this.#packs.get(packId) ?? new Map<number, CompiledPack>();
      keepCompiled(versions, event);
      this.#packs.set(packId, versions);
    }
  }

  /** Publishes a pack version; the same again does nothing, other content is refused. */
  async publish(
    pack: CompiledPack,
    by: { readonly actor: Actor; readonly correlationId: string },
  ): Promise<CommandOutcome> {
    const streamId = policyStreamId(pack.id);
    const content: PolicyPack = pack.content;
    const outcome = await this.#loop.execute({
      ...by,
      streamId,
      commandId: commandIdOf(streamId, pack.packHash),
      fingerprint: { publish: pack.packHash },
      command: (at) => ({ type: 'PublishPolicy', at, content }),
      context: () => undefined,
      policyVersion: () => pack.policyVersion,
    });
    if (outcome.kind === 'accepted') {
      await this.#directory.list(pack.id, by);
      await this.#read(pack.id);
    }
    return outcome;
  }

  /** The newest published version of a pack; throws `PolicyNotPublished`. */
  async current(id: string): Promise<CompiledPack> {
    const versions = await this.#versions(id);
    const newest = versions.get(Math.max(...versions.keys()));
    if (newest === undefined) throw new PolicyNotPublished(`no version of ${id} is published`);
    return newest;
  }

  /** A published version; throws `PolicyNotPublished`. */
  async version({ id, version }: PackVersion): Promise<CompiledPack> {
    const known = this.#packs.get(id)?.get(version);
    if (known !== undefined) return known;
    const found = (await this.#read(id)).get(version);
    if (found === undefined) throw new PolicyNotPublished(`${id}@${version} is not published`);
    return found;
  }

  /** Every version of the packs that are known here, by id and version. */
  all(): readonly CompiledPack[] {
    return [...this.#packs.values()].flatMap((versions) => [...versions.values()]);
  }

  /** The newest version of each pack that is known here. */
  newest(): readonly CompiledPack[] {
    return [...this.#packs.values()].flatMap((versions) => {
      const newest = versions.get(Math.max(...versions.keys()));
      return newest === undefined ? [] : [newest];
    });
  }

  async #versions(id: string): Promise<Map<number, CompiledPack>> {
    return this.#packs.get(id) ?? this.#read(id);
  }

  async #read(id: string): Promise<Map<number, CompiledPack>> {
    const versions = this.#packs.get(id) ?? new Map<number, CompiledPack>();
    for (let from = 0; ; from += PAGE) {
      const page = await this.#store.readStream(policyStreamId(id), { from, max: PAGE });
      for (const event of page) keepCompiled(versions, event);
      if (page.length < PAGE) break;
    }
    if (versions.size > 0) this.#packs.set(id, versions);
    return versions;
  }
}

function keepCompiled(versions: Map<number, CompiledPack>, event: RecordedEvent): void {
  const { version, content, packId } = readPolicyEvent(event).data;
  if (versions.has(version)) return;
  const pack = parsePackData(content);
  if (!(pack instanceof CompiledPack)) {
    throw new Error(`${packId}@${version} was published, but this build cannot read it`);
  }
  versions.set(version, pack);
}

function readPolicyEvent(event: RecordedEvent) {
  const { occurredAt, recordedAt, schemaVersion } = event.metadata;
  const data = policyPublished.read(schemaVersion, event.data);
  return { type: policyPublished.type, id: event.id, data, occurredAt, recordedAt };
}

function writePolicyEvent(event: { readonly data: unknown }) {
  return {
    schemaVersion: policyPublished.schemaVersion,
    data: policyPublished.parseNew(event.data),
  };
}
