import {
  act,
  customerTime,
  elapsed,
  isActive,
  service,
  type Cast,
  type Episode,
  type Seen,
} from './case-life.ts';
import { lead } from './customers.ts';
import { assigning } from './first-contact.ts';

/** No case of the demonstration has more rounds of work than this. */
const MAX_ROUNDS = 60;

type Round = (cast: Cast, seen: Seen, minutes: number) => Episode;

/** What happens between two words to the customer, and how often. */
const rounds: readonly { readonly weight: number; readonly play: Round }[] = [
  { weight: 53, play: update },
  { weight: 17, play: handOff },
  { weight: 23, play: ask },
  { weight: 4, play: escalate },
  { weight: 3, play: changeContact },
];

/** Works on the case until it is solved, in rounds that end with a word to the customer. */
export function* workOnIt(cast: Cast, started: Seen, effortMinutes: number): Episode {
  const { random, tempo } = cast;
  let seen = started;
  let leftMinutes = effortMinutes;
  for (let round = 0; round < MAX_ROUNDS && isActive(seen); round += 1) {
    const minutes = tempo(seen.state).updateMinutes * random.logNormal(0.6, 0.27);
    if (minutes >= leftMinutes) return yield* resolve(cast, leftMinutes);
    leftMinutes -= minutes;
    const { play } = random.weighted(rounds, ({ weight }) => weight);
    seen = yield* play(cast, seen, minutes);
  }
  return isActive(seen) ? yield* resolve(cast, leftMinutes) : seen;
}

function* resolve({ random, subject }: Cast, minutes: number): Episode {
  const payload = {
    resolution: subject.kind === 'technical' ? random.pick(['solved', 'workaround']) : 'answered',
    summary: subject.finding,
  };
  return yield { wait: service(minutes), act: act('agent', 'resolve', payload) };
}

function* update(_cast: Cast, _seen: Seen, minutes: number): Episode {
  const message = 'We could repeat the fault here and are narrowing down where it comes from.';
  return yield { wait: service(minutes), act: act('agent', 'update', { message }) };
}

function* handOff(cast: Cast, seen: Seen, minutes: number): Episode {
  const other = { ...cast.subject, team: cast.random.pick(cast.staff).team };
  const handing = assigning({ ...cast, subject: other });
  const note = act('agent', 'note', { note: 'Handed over with the logs of this morning.' });
  yield { wait: service(minutes / 2), act: note };
  yield { wait: elapsed(1), act: handing };
  return yield* update(cast, seen, minutes / 2);
}

function* escalate(cast: Cast, seen: Seen, minutes: number): Episode {
  const reason = 'The fault is in the service itself.';
  const escalating = act('agent', 'escalate', { toTeam: lead.team, reason });
  yield { wait: service(minutes / 3), act: escalating };
  yield { wait: elapsed(20), act: act('lead', 'assign', { agentId: lead.id }) };
  return yield* update(cast, seen, minutes / 2);
}

/** The person to reach changes; where the new one sleeps at night, severity A is not kept (V19). */
function* changeContact(cast: Cast, seen: Seen, minutes: number): Episode {
  const requester = { name: 'Service desk', email: 'desk@customer.example', phone: null };
  const correcting = act('customer', 'correct-contact', {
    requester,
    contactConfirmed: { email: true, phone: true },
    reachableAroundTheClock: false,
  });
  const corrected = yield { wait: customerTime(minutes / 4), act: correcting };
  if (corrected.state.severity !== 'A') return yield* update(cast, seen, minutes / 2);
  const explanation = 'Nobody can be reached at night any more; we go on by severity B.';
  const lowering = { to: 'B', reason: 'resources', evidence: [], explanation };
  return yield { wait: elapsed(30), act: act('agent', 'lower-severity', lowering) };
}

/** A question; most are answered, and some case waits for its customer for ever. */
function* ask(cast: Cast, _seen: Seen, minutes: number): Episode {
  const { random, subject } = cast;
  const asking = act('agent', 'request-information', { question: subject.question });
  const asked = yield { wait: service(minutes), act: asking };
  if (random.chance(0.22)) return yield* silence(cast, asked);
  const isUrgent = asked.state.severity === 'A';
  const waited = isUrgent ? elapsed(random.logNormal(25, 0.6)) : answerTime(cast);
  return yield { wait: waited, act: replying };
}

/** Office hours until a customer answers: half within a day, one in ten in more than a week. */
const answerTime = ({ random }: Cast) => customerTime(random.logNormal(420, 1.3));

const replying = act('customer', 'reply', {
  message: 'Here is what you asked for; it looks the same on every machine.',
});

/** Two questions without an answer: evidence for lowering the severity (V21, default 9). */
function* silence(cast: Cast, asked: Seen): Episode {
  const { random, subject, tempo } = cast;
  const patience = tempo(asked.state).answerMinutes * 1.15;
  const again = { question: `We still need this to go on: ${subject.question}` };
  yield { wait: service(patience), act: act('agent', 'request-information', again) };
  let seen = yield { wait: service(patience) };
  if (seen.state.severity === 'A' || seen.state.severity === 'B') {
    seen = yield { wait: elapsed(15), act: lowering(seen) };
  }
  if (random.chance(0.55)) return yield { wait: answerTime(cast), act: replying };
  const summary = 'Without an answer the fault could not be repeated.';
  const resolution = { resolution: 'not-reproducible', summary };
  return yield { wait: service(patience * 2), act: act('agent', 'resolve', resolution) };
}

function lowering({ state }: Seen) {
  const open = state.requests.filter(
    ({ answeredAt, eventId }) => answeredAt === null && !state.usedEvidence.includes(eventId),
  );
  return act('agent', 'lower-severity', {
    to: state.severity === 'A' ? 'B' : 'C',
    reason: 'response',
    evidence: open.slice(-2).map(({ eventId }) => eventId),
    explanation: 'Two questions have gone unanswered; we go on at the lower severity.',
  });
}
