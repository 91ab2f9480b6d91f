/** What the load generator is asked to do; plain data, because it crosses processes. */
export interface LoadPlan {
  readonly port: number;
  readonly connections: number;
  readonly tokens: CallerTokens;
  /** Cases as the target knows them. */
  readonly caseIds: readonly string[];
  readonly work: LoadWork;
}

/** Bearer tokens of the two who act on cases. */
export interface CallerTokens {
  readonly agent: string;
  readonly administrator: string;
}

/** Open so many cases, or give commands for so long. */
export type LoadWork =
  | { readonly kind: 'open'; readonly count: number }
  | { readonly kind: 'command'; readonly seconds: number; readonly seed: number };

/** What came of it. Latencies in milliseconds, of all requests. */
export interface LoadReport {
  readonly requests: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Answers other than 200 and 201: status, how many, and the first body. */
  readonly unexpected: readonly { status: number; count: number; body: string }[];
  /** Ids of the opened cases, and the position of the last answered write. */
  readonly caseIds: readonly string[];
  readonly position: number;
}

/** What an opened case costs and says: the same on every target. */
export const openBody = (index: number): string =>
  JSON.stringify({
    kind: 'technical',
    category: 'configuration',
    title: `Nobody in building ${index} can sign in`,
    description: 'Since this morning single sign-on sends everybody back to the start page.',
    requester: { name: 'Li Na', email: 'li.na@contoso.example', phone: '+86 10 5555 0100' },
    contactConfirmed: { email: true, phone: true },
    contactMethod: 'phone',
    language: 'zh-CN',
    assessment: { issueType: 'impaired', impact: 'partial' },
  });

/** One command of the script of a case. */
export interface ScriptedCommand {
  readonly name: string;
  readonly caller: keyof CallerTokens;
  body(step: number): string;
}

const MESSAGE =
  'The certificate of the sign-in service expired last night; a new one is being rolled out, and ' +
  'the first hundred users report that they are back at work.';

const provider = (name: string, payload: (step: number) => object): ScriptedCommand => ({
  name,
  caller: 'agent',
  body: (step) => JSON.stringify(payload(step)),
});

/** How a case begins; after that the rhythm repeats. */
const beginning: readonly ScriptedCommand[] = [
  provider('triage', () => ({ severity: 'B', category: 'configuration' })),
  provider('assign', () => ({ team: 'identity', agentId: 'agent-7' })),
  provider('first-response', () => ({ method: 'phone', message: MESSAGE })),
];

const rhythm: readonly ScriptedCommand[] = [
  provider('note', (step) => ({ note: `${step}: ${MESSAGE}` })),
  provider('update', (step) => ({ method: 'email', message: `${step}: ${MESSAGE}` })),
  provider('request-information', () => ({
    method: 'email',
    question: 'Which browser shows the error, and since when?',
  })),
  {
    name: 'reply',
    caller: 'administrator',
    body: (step) => JSON.stringify({ message: `${step}: every browser, since nine this morning.` }),
  },
  provider('assign', (step) => ({ team: 'identity', agentId: `agent-${step}` })),
];

/** The command a case gets as its n-th after opening. */
export function scriptedCommand(step: number): ScriptedCommand {
  const first = beginning[step];
  if (first !== undefined) return first;
  const next = rhythm[(step - beginning.length) % rhythm.length];
  if (next === undefined) throw new RangeError('the rhythm has no commands');
  return next;
}
