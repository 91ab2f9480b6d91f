/**
 * Every status × every command over HTTP: taken or refused with 409 exactly as the chart says. The
 * pairs come from the chart and from the list of commands, the payloads from their examples; each
 * case is brought into its status by real commands.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { caseCommands, findCaseCommand, type CaseCommandDefinition } from '@caseline/case-domain';
import {
  allLifecycleStates,
  describeLifecycle,
  isLegal,
  statuses,
  type LifecycleState,
} from '@caseline/case-lifecycle';
import {
  agreement,
  CaseDesk,
  unratedIntake,
  type Customer,
  type HttpCase,
} from '../support/case-desk.ts';

let desk: CaseDesk;
let china: Customer;
let worldwide: Customer;
let other: HttpCase;

beforeAll(async () => {
  // What is due meanwhile is not the point here.
  desk = await CaseDesk.start({ settings: { CASELINE_TIMEKEEPER: 'false' } });
  china = await desk.customer('china', { agreement });
  worldwide = await desk.customer('worldwide');
});

afterAll(() => desk.end());

type Step = readonly [name: string, payload?: object];

const triage: Step = ['triage'];
const respond: Step = ['first-response', { message: 'We are on it.' }];
const resolve: Step = ['resolve', { resolution: 'solved', summary: 'Renewed.' }];

/** How a case comes into each status. */
const waysInto: Record<(typeof statuses)[number], readonly Step[]> = {
  opened: [],
  triaged: [triage],
  responded: [triage, respond],
  resolved: [triage, resolve],
  closed: [triage, resolve, ['accept']],
  declined: [['decline', { reason: 'third-party', explanation: 'It is not ours.' }]],
  withdrawn: [['withdraw', { reason: 'It was our mistake.' }]],
  merged: [['merge']],
};

type Rating = 'A' | 'B' | 'C' | 'unrated';

interface Place {
  readonly title: string;
  readonly rating: Rating;
  readonly steps: readonly Step[];
}

const rated = (rating: Rating): Place => ({
  title: `triaged, ${rating}`,
  rating,
  steps: waysInto.triaged,
});

const places: readonly Place[] = [
  ...statuses.map((status): Place => ({ title: status, rating: 'B', steps: waysInto[status] })),
  rated('A'),
  rated('C'),
  rated('unrated'),
  {
    title: 'responded, the customer\'s turn',
    rating: 'B',
    steps: [triage, ['request-information', { question: 'Since when?' }]],
  },
];

/** What an example cannot know: the ids of other cases. */
const realIds = (name: string): object => {
  if (name === 'link') return { otherCaseId: other.caseId };
  return name === 'merge' ? { intoCaseId: other.caseId } : {};
};

async function caseIn({ rating, steps }: Place): Promise<HttpCase> {
  other = await desk.open(china, { severity: 'C' });
  const opened =
    rating === 'unrated'
      ? await desk.open(worldwide, unratedIntake)
      : await desk.open(china, { severity: rating });
  if (rating === 'unrated') other = await desk.open(worldwide, unratedIntake);
  for (const [name, payload] of steps) {
    await opened.give(name, { ...payload, ...realIds(name) });
  }
  return opened;
}

/** Rules that no example fulfils: they refuse what the chart allows, and not with 409. */
const refusedByRule = (name: string, { rating }: Place): string | undefined => {
  if (name === 'lower-severity') return rating === 'A' ? 'evidence-unknown' : 'severity-not-lower';
  return name === 'propose-severity' && rating === 'unrated' ? 'proposal-not-offered' : undefined;
};

const namesOfPeople = Object.values<CaseCommandDefinition>(caseCommands)
  .filter(({ name, roles }) => name !== 'open' && roles.some((role) => role !== 'engine'))
  .map(({ name }) => name);

function definitionOf(name: string): CaseCommandDefinition {
  const found = findCaseCommand(name);
  if (found === undefined) throw new Error(name);
  return found;
}

/** The state of the chart that the API shows. */
async function shownState(one: HttpCase): Promise<LifecycleState> {
  const { status, severity, turn } = (await one.read()).state.lifecycle;
  const found = allLifecycleStates().find(
    (state) => state.status === status && state.severity === severity && state.turn === turn,
  );
  if (found === undefined) throw new Error(`the chart has no ${status}/${severity}/${turn}`);
  return found;
}

const allowedIn = new Map(describeLifecycle().facts.map((fact) => [fact.type, fact.allowedIn]));

const tokenFor = ({ roles }: CaseCommandDefinition, { customer }: HttpCase): string =>
  roles.includes('administrator') ? customer.administrator : desk.as('lead');

async function availableTo(token: string, one: HttpCase): Promise<readonly string[]> {
  const { body } = await desk.world.get(`/v1/cases/${one.caseId}`, { token });
  return body['availableCommands'] as readonly string[];
}

describe.each(places)('a case that is $title', (place) => {
  let standing: HttpCase;
  beforeAll(async () => {
    standing = await caseIn(place);
  });

  test.each(namesOfPeople)('%s', async (name) => {
    const definition = definitionOf(name);
    const state = await shownState(standing);
    const { eventType } = definition;
    const legal = eventType !== null && isLegal(state, eventType);
    // The severity B is in the way of nothing, so that the status alone decides.
    const listed = eventType !== null && allowedIn.get(eventType)?.includes(state.status);
    if (place.rating === 'B') expect(listed).toBe(legal);
    const token = tokenFor(definition, standing);
    const available = await availableTo(token, standing);
    expect(available.includes(name)).toBe(legal);

    const target = legal ? await caseIn(place) : standing;
    const payload = { ...(definition.example as object), ...realIds(name) };
    const { status, body } = await target.send(name, payload, token);
    if (!legal) {
      const code = name === 'reopen' && state.status === 'closed' ? 'closed-for-good' : undefined;
      expect(status).toBe(409);
      const { severity, turn } = state;
      const where = { status: 409, severity, turn, availableCommands: available };
      expect(body).toMatchObject({ ...where, code: code ?? 'not-allowed-in-status' });
      expect(await shownState(standing)).toEqual(state);
      return;
    }
    const rule = refusedByRule(name, place);
    if (rule !== undefined) {
      expect(body).toMatchObject({ status: 422, code: rule });
    } else {
      expect({ status, body }).toMatchObject({ status: 200 });
      const { events } = body as { readonly events: readonly { readonly type: string }[] };
      expect(events.map(({ type }) => type)).toContain(eventType);
    }
  });

  test.each(['open', 'record-due-facts', 'nonsense'])('%s is no command here', async (name) => {
    const answer = await standing.send(name, {}, desk.as('lead'));
    expect(answer).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });
});

describe('GET /v1/lifecycle', () => {
  test('tells the chart that the engine runs', async () => {
    const { body } = await desk.world.get('/v1/lifecycle', { token: china.administrator });
    expect(body['chart']).toEqual(describeLifecycle());
  });
});
