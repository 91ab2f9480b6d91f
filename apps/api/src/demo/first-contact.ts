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

/** How a case is usually picked up: a part of the time in which it is then answered. */
const PICKED_UP_BY = 0.4;

/** From the opening to the first word of a person, or to an early end. */
export function* firstContact(cast: Cast, opened: Seen): Episode {
  const { random, tempo } = cast;
  const responseMinutes = tempo(opened.state).responseMinutes * random.logNormal(0.3, 0.75);
  if (random.chance(0.02)) {
    return yield {
      wait: elapsed(responseMinutes * PICKED_UP_BY),
      act: act('customer', 'withdraw', { reason: 'It was our own mistake, please close it.' }),
    };
  }
  const seen = yield* triage(cast, opened, responseMinutes * PICKED_UP_BY);
  if (!isActive(seen)) return seen;
  return yield* answer(cast, seen, responseMinutes * (1 - PICKED_UP_BY));
}

/** A person looks at the case: declines it, merges it with its twin, or takes it on. */
function* triage(cast: Cast, opened: Seen, minutes: number): Episode {
  const { random, subject } = cast;
  const seen = yield { wait: service(minutes) };
  if (subject.kind === 'technical' && random.chance(0.05)) {
    return yield { wait: elapsed(4), act: declining(random.chance(0.6)) };
  }
  if (seen.twin !== null && isActive({ ...seen, state: seen.twin.state })) {
    const merging = act('agent', 'merge', { intoCaseId: seen.twin.caseId });
    return yield { wait: elapsed(0), act: merging };
  }
  const severity = opened.state.severity === 'C' && random.chance(0.1) ? 'B' : null;
  yield { wait: elapsed(2), act: act('agent', 'triage', { severity }) };
  return yield { wait: elapsed(1), act: assigning(cast) };
}

const declining = (isNetwork: boolean) =>
  act('agent', 'decline', {
    reason: isNetwork ? 'customer-network' : 'third-party',
    explanation: isNetwork
      ? 'The proxy of your office ends the connection before it reaches the service.'
      : 'The fault goes away when the add-in of the other vendor is switched off.',
  });

/** Hands the case to somebody of the team that knows the subject. */
export function assigning({ random, subject, staff }: Cast) {
  const knowing = staff.filter(({ team }) => team === subject.team);
  const { id, team } = random.pick(knowing.length > 0 ? knowing : staff);
  return act('agent', 'assign', { team, agentId: id });
}

/** The first response: a mail, a call, or a call that is logged when there is time for it. */
function* answer(cast: Cast, seen: Seen, minutes: number): Episode {
  const { random } = cast;
  if (random.chance(0.35)) yield* proposal(cast, seen);
  if (random.chance(0.12)) {
    const minutesAgo = Math.round(random.logNormal(40, 0.7));
    const call = act('agent', 'log-call', {
      direction: 'outbound',
      contacted: true,
      durationSeconds: Math.round(random.between(90, 1500)),
      summary: 'Called back, took down what happens and since when.',
    });
    yield { wait: service(minutes) };
    return yield { wait: elapsed(minutesAgo), act: { ...call, minutesAgo } };
  }
  const method = random.chance(0.6) ? 'email' : 'phone';
  const message = 'We have your case and are looking at it; you hear from us next with a finding.';
  return yield { wait: service(minutes), act: act('agent', 'first-response', { method, message }) };
}

/** Customers with an agreement sometimes bring late what severity A needs, and it is raised. */
function* proposal(cast: Cast, seen: Seen): Episode {
  const { hasAgreement, random, subject } = cast;
  const { severity, reachableAroundTheClock, impactStatementGiven } = seen.state;
  const wants = subject.issueType === 'unusable' && severity === 'B' && !impactStatementGiven;
  if (!wants || !hasAgreement || !reachableAroundTheClock) return seen;
  const justification = 'By now nobody in the branch offices can work either.';
  const proposing = act('customer', 'propose-severity', { severity: 'A', justification });
  yield { wait: customerTime(random.between(5, 40)), act: proposing };
  const statement = 'Four hundred people cannot work; every hour costs us two days of orders.';
  yield { wait: elapsed(6), act: act('customer', 'impact-statement', { statement }) };
  const explanation = 'The impact is stated now and somebody can be reached around the clock.';
  return yield {
    wait: elapsed(random.between(4, 15)),
    act: act('agent', 'raise-severity', { to: 'A', explanation }),
  };
}
