/**
 * A log of any size with the shapes of real ones: a few cases are played through the engine, then
 * copied under ids of their own. All ids of a copy derive from its number.
 */
import { tzVersion } from '@caseline/business-calendar';
import { caseCommands, caseStreamId, isCaseCommandName } from '@caseline/case-domain';
import { CaseEngine } from '@caseline/case-engine';
import { NO_STREAM, derivedId } from '@caseline/event-sourcing';
import type { Actor, NewEvent, RecordedEvent } from '@caseline/event-sourcing';
import { openEmbeddedEventStore } from '@caseline/event-store-embedded';
import { SHIPPED_PACK_IDS, shippedPack } from '@caseline/support-policy';
import { openBody, scriptedCommand } from '../support/case-script.ts';

/** Copies on their way to the writer at a time. */
const CONCURRENT_APPENDS = 256;
/** How long the scripted part of each kind of case is; the others come in between. */
const SCRIPT_STEPS = [3, 6, 8, 11, 14];
/** Every tenth case stays open; the others are resolved and accepted. */
const OPEN_EVERY = 10;
const WHOLE_CASE = 1_000;

const organizationId = derivedId('organization', 'development');
const agent: Actor = { id: 'agent@development', role: 'agent' };
const administrator: Actor = {
  id: 'administrator@development',
  role: 'administrator',
  organizationId,
};
const operator: Actor = { id: 'caseline', role: 'operator' };
const clock = { now: () => Date.now() };

/** Fills the log of an empty data folder with at least so many events; answers how many. */
export async function growLog(folder: string, leastEvents: number): Promise<number> {
  const templates = await playedCases();
  const store = await openEmbeddedEventStore({ folder });
  let copies = 0;
  let events = 0;
  const write = async (): Promise<void> => {
    while (events < leastEvents) {
      const number = copies;
      copies += 1;
      const kind = number % OPEN_EVERY === 0 ? 'open' : 'closed';
      const choices = templates[kind];
      const template = choices[number % choices.length];
      if (template === undefined) throw new Error('no case was played');
      events += template.ids.length;
      const streamId = caseStreamId(derivedId('case', 'grown', `${number}`));
      await store.append(streamId, copyOf(template, number), NO_STREAM);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_APPENDS }, write));
  await store.close();
  return events;
}

/** A played case as text, and the ids in it that each copy replaces. */
interface Template {
  readonly text: string;
  readonly ids: readonly string[];
  readonly commandIds: readonly string[];
}

function copyOf({ text, ids, commandIds }: Template, number: number): NewEvent[] {
  let copy = text;
  for (const id of [...ids, ...commandIds]) copy = copy.replaceAll(id, derivedId(id, `${number}`));
  // The text was made from events of this type.
  return JSON.parse(copy) as NewEvent[];
}

async function playedCases(): Promise<{ open: Template[]; closed: Template[] }> {
  const played = { open: [] as Template[], closed: [] as Template[] };
  for (const { kind, events } of await playCases()) played[kind].push(templateOf(events));
  return played;
}

/** A case that was played through the engine to some length. */
export interface PlayedCase {
  readonly kind: 'open' | 'closed';
  readonly events: readonly RecordedEvent[];
}

/** A few cases of different lengths, open and closed, as the engine records them. */
export async function playCases(): Promise<readonly PlayedCase[]> {
  const store = await openEmbeddedEventStore({ folder: ':memory:' });
  const engine = new CaseEngine({ store, clock, tzVersion: tzVersion(), recentCases: 100 });
  await prepare(engine);
  const played: PlayedCase[] = [];
  for (const steps of SCRIPT_STEPS) {
    for (const kind of ['open', 'closed'] as const) {
      const caseId = await play(engine, steps, kind);
      const events = await store.readStream(caseStreamId(caseId), { max: WHOLE_CASE });
      played.push({ kind, events });
    }
  }
  await store.close();
  return played;
}

function templateOf(events: readonly RecordedEvent[]): Template {
  const fresh = events.map(({ id, type, data, metadata }): NewEvent => {
    const { recordedAt: _recordedAt, hash: _hash, ...stated } = metadata;
    return { id, type, data, metadata: stated };
  });
  return {
    text: JSON.stringify(fresh),
    ids: events.map(({ id }) => id),
    commandIds: [...new Set(events.map(({ metadata }) => metadata.commandId))],
  };
}

async function prepare(engine: CaseEngine): Promise<void> {
  const correlationId = 'bench';
  for (const id of SHIPPED_PACK_IDS) {
    await engine.policies.publish(shippedPack(id), { actor: operator, correlationId });
  }
  await engine.policies.load();
  const payload = {
    name: 'Contoso (Beijing)',
    domains: ['contoso.partner.onmschina.cn'],
    country: 'CN',
    zone: 'Asia/Shanghai',
    subscription: 'paid',
    packId: null,
  };
  const by = { actor: operator, idempotencyKey: 'register', correlationId };
  await engine.organizations.command(organizationId, { name: 'register', payload }, by);
}

async function play(engine: CaseEngine, steps: number, end: 'open' | 'closed'): Promise<string> {
  let asked = 0;
  const caseId = derivedId('case', 'played', `${steps}`, end);
  const give = async (name: string, actor: Actor, body: object): Promise<void> => {
    asked += 1;
    const by = { actor, idempotencyKey: `${asked}`, correlationId: 'bench' };
    if (!isCaseCommandName(name)) throw new TypeError(`no command is named ${name}`);
    const payload = caseCommands[name].schema.parse(body) as Record<string, unknown>;
    const outcome = await engine.command(caseId, { name, payload }, by);
    if (outcome.kind === 'rejected') throw new Error(`${name}: ${outcome.rejection.code}`);
  };
  const opening = JSON.parse(openBody('seven')) as object;
  await give('open', administrator, { ...opening, organizationId });
  for (let step = 0; step < steps; step += 1) {
    const { name, caller, body } = scriptedCommand(step);
    const actor = caller === 'agent' ? agent : administrator;
    await give(name, actor, JSON.parse(body(`${step}`)) as object);
  }
  if (end === 'open') return caseId;
  await give('resolve', agent, caseCommands.resolve.example);
  await give('accept', administrator, caseCommands.accept.example);
  return caseId;
}
