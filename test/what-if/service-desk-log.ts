/** A small log with the words of the real one, so that one mapping reads both. */
import { seededRandom, type SeededRandom } from '../support/seeded-random.ts';

const HOUR_MS = 3_600_000;
/** Saturday, 3 March 2012: many cases cross a weekend. */
const BEGIN_MS = Date.UTC(2012, 2, 3, 7);

/** What follows the opening of a case, with name and transition of the log. */
const steps = [
  ['Accepted', 'In Progress'],
  ['Accepted', 'In Progress'],
  ['Accepted', 'Wait - User'],
  ['Accepted', 'Wait - User'],
  ['Accepted', 'Assigned'],
  ['Accepted', 'Wait - Vendor'],
  ['Queued', 'Awaiting Assignment'],
  ['Completed', 'Resolved'],
  ['Completed', 'Resolved'],
  ['Completed', 'In Call'],
  ['Completed', 'Closed'],
  ['Unmatched', 'Unmatched'],
] as const;

const string = (key: string, value: string): string => `<string key="${key}" value="${value}"/>`;

function eventOf(atMs: number, random: SeededRandom, columns: Record<string, string>): string {
  const [name, transition] = random.pick(steps);
  const own = { 'concept:name': name, 'lifecycle:transition': transition, ...columns };
  const who = {
    'org:resource': random.pick(['Ann', 'Bo']),
    'org:group': random.pick(['G1', 'G2']),
  };
  const at = `<date key="time:timestamp" value="${new Date(atMs).toISOString()}"/>`;
  const texts = Object.entries({ ...own, ...who }).map(([key, value]) => string(key, value));
  return `<event>${[at, ...texts].join('')}</event>`;
}

/** A log of so many cases in XES; the same seed, the same log. */
export function serviceDeskLog(seed: number, cases: number): string {
  const random = seededRandom(seed);
  const traces = Array.from({ length: cases }, (_, number) => {
    const columns = {
      'organization country': random.pick(['se', 'us', 'fr', 'pl', '0']),
      impact: random.pick(['High', 'Medium', 'Low', 'Major']),
      product: 'PROD1',
    };
    let atMs = BEGIN_MS + random.below(21 * 24) * HOUR_MS;
    const events = Array.from({ length: 2 + random.below(9) }, () => {
      atMs += random.below(60) * HOUR_MS + random.below(HOUR_MS);
      return eventOf(atMs, random, columns);
    });
    return `<trace>${string('concept:name', `C-${number}`)}${events.join('')}</trace>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?><log xes.version="1.0">${traces.join('\n')}</log>`;
}
