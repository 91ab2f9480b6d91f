/** Logs of cases that live at random, decided by the real rules; the same seed, the same log. */
import {
  availableCommands,
  caseCommands,
  caseDecider,
  type CaseCommand,
  type CaseContext,
  type CaseState,
} from '@caseline/case-domain';
import { readCaseFact } from '@caseline/case-views';
import { eventIdOf, isRejection, toEpochMs, toInstant, type Actor } from '@caseline/event-sourcing';
import { WrittenLog, caseNumber, commandIdAt, minute } from './case-streams.ts';
import { administrator, anotherCase, china, contoso, contosoId, engine, lead } from './given.ts';
import { seededRandom, type SeededRandom } from './seeded-random.ts';

/** Between the judging of a command and its recording. */
const RECORDING_TAKES_MS = 3;
const MAX_WAIT_MINUTES = 3_000;
/** Enough to reach back behind several other events. */
const MAX_LATE_MINUTES = 12_000;

interface Life {
  readonly caseId: string;
  state: CaseState;
}

/** They end a case, so that what comes after them says little; taken one time in eight. */
const ends = ['decline', 'withdraw', 'accept'];

function definitionOf(name: string) {
  const found = Object.values(caseCommands).find((definition) => definition.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

function actorOf(name: string): Actor {
  const roles: readonly string[] = definitionOf(name).roles;
  if (roles.includes('administrator')) return administrator;
  return roles.includes('lead') ? lead : engine;
}

/** Examples as they are, but for those that chance should vary. */
function payloadOf(name: string, random: SeededRandom): unknown {
  const { schema, example } = definitionOf(name);
  const severity = random.pick(['A', 'B', 'C']);
  const override = { reason: 'The lead says so.' };
  const explanation = 'So it is.';
  const varied: Readonly<Record<string, object>> = {
    triage: { severity, kind: null, override },
    'lower-severity': {
      to: random.pick(['B', 'C']),
      reason: 'response',
      explanation,
      override,
      twoStepReason: explanation,
    },
    'raise-severity': { to: severity, explanation, override },
    'log-call': {
      direction: 'outbound',
      contacted: true,
      answered: random.below(2) === 0,
      summary: explanation,
    },
    'answer-survey': { score: random.below(5) + 1 },
    link: { relation: 'relates-to', otherCaseId: anotherCase },
  };
  return schema.parse(varied[name] ?? example);
}

function nextCommand(state: CaseState, at: string, random: SeededRandom): CaseCommand {
  if (state.openedAt === null) {
    const payload = { ...caseCommands.open.example, organizationId: contosoId };
    return { name: 'open', payload, actor: administrator, at };
  }
  const mayEnd = random.below(8) === 0;
  const names = ['administrator', 'lead', 'engine']
    .flatMap((role) => availableCommands(state, role))
    // A call logged late can fall between a merge and its undoing, where the chart takes none.
    .filter((name) => name !== 'merge' && (mayEnd || !ends.includes(name)))
    // An answered survey is refused from then on, which says little.
    .filter((name) => name !== 'answer-survey' || state.surveyAnswer === null);
  const callsLate = random.below(3) === 0 && names.includes('log-call');
  const name = names.length === 0 ? 'note' : callsLate ? 'log-call' : random.pick(names);
  const late = random.below(MAX_LATE_MINUTES) * 60_000;
  const happened = name === 'log-call' ? { occurredAt: toInstant(toEpochMs(at) - late) } : {};
  return { name, payload: payloadOf(name, random), actor: actorOf(name), at, ...happened };
}

/** A log in which the cases take turns. Refused commands leave nothing. */
export function randomCaseLog(
  seed: number,
  { cases, steps }: { readonly cases: number; readonly steps: number },
): WrittenLog {
  const random = seededRandom(seed);
  const log = new WrittenLog();
  const lives = Array.from({ length: cases }, (_, index): Life => ({
    caseId: caseNumber(index),
    state: caseDecider.initialState,
  }));
  let now = 0;
  for (let step = 0; step < steps * cases; step += 1) {
    now += random.below(MAX_WAIT_MINUTES / cases) + 1;
    live(random.pick(lives), { at: minute(now), random, log });
  }
  return log;
}

function live(
  life: Life,
  {
    at,
    random,
    log,
  }: {
    readonly at: string;
    readonly random: SeededRandom;
    readonly log: WrittenLog;
  },
): void {
  const recordedAt = toInstant(toEpochMs(at) + RECORDING_TAKES_MS);
  const commandId = commandIdAt(life.caseId, recordedAt);
  const context: CaseContext = {
    caseId: life.caseId,
    policy: china,
    organization: contoso,
    tzVersion: '2026a',
    otherCase: { caseId: anotherCase, organizationId: contosoId, status: 'opened' },
    eventIdAt: (index) => eventIdOf(commandId, index),
  };
  const command = nextCommand(life.state, at, random);
  const decided = caseDecider.decide(command, life.state, context);
  if (isRejection(decided) || decided.length === 0) return;
  const before = log.events.length;
  log.append(life.caseId, { at, recordedAt, events: decided });
  life.state = stateAfter(life.state, log.events.slice(before));
}

/** A case folded by the domain itself. */
export const stateAfter = (state: CaseState, events: WrittenLog['events']): CaseState =>
  events.reduce((folded, event) => {
    const fact = readCaseFact(event);
    const { occurredAt, recordedAt } = fact.metadata;
    return caseDecider.evolve(folded, { ...fact, occurredAt, recordedAt });
  }, state);
