/** What happens to a case in load and kill tests: legal commands in a believable order. */

/** Bearer tokens of the two who act on cases. */
export interface CallerTokens {
  readonly agent: string;
  readonly administrator: string;
}

/** What opens a case; `mark` is in its title. */
export const openBody = (mark: string): string =>
  JSON.stringify({
    kind: 'technical',
    category: 'configuration',
    title: `Nobody in building ${mark} can sign in`,
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
  /** `mark` is in what is said, where anything is said. */
  body(mark: string): string;
}

const MESSAGE =
  'The certificate of the sign-in service expired last night; a new one is being rolled out, and ' +
  'the first hundred users report that they are back at work.';

const provider = (name: string, payload: (mark: string) => object): ScriptedCommand => ({
  name,
  caller: 'agent',
  body: (mark) => JSON.stringify(payload(mark)),
});

/** How a case begins; after that the rhythm repeats. */
const beginning: readonly ScriptedCommand[] = [
  provider('triage', () => ({ severity: 'B', category: 'configuration' })),
  provider('assign', () => ({ team: 'identity', agentId: 'agent-7' })),
  provider('first-response', (mark) => ({ method: 'phone', message: `${mark}: ${MESSAGE}` })),
];

const rhythm: readonly ScriptedCommand[] = [
  provider('note', (mark) => ({ note: `${mark}: ${MESSAGE}` })),
  provider('update', (mark) => ({ method: 'email', message: `${mark}: ${MESSAGE}` })),
  provider('request-information', (mark) => ({
    method: 'email',
    question: `${mark}: which browser shows the error, and since when?`,
  })),
  {
    name: 'reply',
    caller: 'administrator',
    body: (mark) => JSON.stringify({ message: `${mark}: every browser, since nine this morning.` }),
  },
  provider('assign', (mark) => ({ team: 'identity', agentId: `agent-${mark}` })),
];

/** The command a case gets as its n-th after opening. */
export function scriptedCommand(step: number): ScriptedCommand {
  const first = beginning[step];
  if (first !== undefined) return first;
  const next = rhythm[(step - beginning.length) % rhythm.length];
  if (next === undefined) throw new RangeError('the rhythm has no commands');
  return next;
}
