import {
  act,
  customerTime,
  elapsed,
  isActive,
  type CaseLife,
  type Cast,
  type Episode,
  type Seen,
} from './case-life.ts';
import { assigning, firstContact } from './first-contact.ts';
import { answerSurvey } from './survey-answers.ts';
import { workOnIt } from './working-on-it.ts';

const DAY_MINUTES = 1440;
/** A case is reopened, if at all, before its window of a week has ended. */
const LATEST_REOPENING_MINUTES = 6 * DAY_MINUTES;
/** No case of the demonstration is reopened more often. */
const MAX_REOPENINGS = 3;

/** The life of a case as most are: answered, worked on, resolved, and then left to close. */
export function* ordinaryLife(cast: Cast): CaseLife {
  const { random, tempo } = cast;
  let seen = yield { wait: elapsed(0) };
  seen = yield* firstContact(cast, seen);
  // Bimodal: some are solved in the first talk, the others take days.
  const inFirstTalk = random.chance(seen.state.severity === 'A' ? 0.1 : 0.3);
  const effort = inFirstTalk ? random.between(5, 45) : tempo(seen.state).effortMinutes;
  for (let reopenings = 0; reopenings <= MAX_REOPENINGS && isActive(seen); reopenings += 1) {
    if (random.chance(0.015)) return void (yield* withdrawal(cast));
    seen = yield* workOnIt(cast, seen, reopenings === 0 ? effort : effort / 3);
    seen = yield* afterwards(cast, seen);
  }
}

function* withdrawal({ random }: Cast): Episode {
  const withdrawing = act('customer', 'withdraw', { reason: 'We do not need this any more.' });
  return yield { wait: customerTime(random.between(20, 600)), act: withdrawing };
}

/**
 * Resolved: some are reopened, a third accepted, the others close by themselves in a week. Who does
 * not reopen may answer the survey.
 */
function* afterwards(cast: Cast, resolved: Seen): Episode {
  const { random } = cast;
  const minutes = Math.min(random.logNormal(DAY_MINUTES, 1), LATEST_REOPENING_MINUTES);
  if (resolved.state.lifecycle.status !== 'resolved') return resolved;
  if (random.chance(0.075)) {
    const reopening = act('customer', 'reopen', { reason: 'It is back since this morning.' });
    return yield { wait: elapsed(minutes), act: reopening };
  }
  const isAccepted = random.chance(0.33);
  const accepting = { wait: elapsed(minutes), act: act('customer', 'accept') };
  const seen = isAccepted ? yield accepting : resolved;
  return yield* answerSurvey(cast, seen);
}

/** Answered by nobody yet: its clock runs, or has just run out, while the visitor looks on. */
export function* unansweredLife(cast: Cast): CaseLife {
  yield { wait: elapsed(4), act: act('agent', 'triage', { severity: null }) };
  yield { wait: elapsed(2), act: assigning(cast) };
}

/** Answered at once, then worked on with a word to the customer every other hour. */
export function* attendedLife(cast: Cast): CaseLife {
  yield* unansweredLife(cast);
  const message = 'Two of us are on it; we stay in touch until it is solved.';
  yield { wait: elapsed(9), act: act('agent', 'first-response', { method: 'phone', message }) };
  const news = 'The fault is found; the correction is being tested.';
  yield { wait: elapsed(110), act: act('agent', 'update', { message: news }) };
}
