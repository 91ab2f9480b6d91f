/** XES: valid by the schema of IEEE 1849, a trace a case, no step that the chart does not have. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  allLifecycleStates,
  legalFactTypes,
  lifecycleFactTypes,
  nextLifecycle,
  severities,
  type LifecycleFact,
  type LifecycleFactType,
  type LifecycleState,
} from '@caseline/case-lifecycle';
import { SaxesParser } from 'saxes';
import { validateXML } from 'xmllint-wasm';
import { ExportWorld, troubledCase } from './exported-log.ts';

const schema = readFileSync(
  fileURLToPath(new URL('schemas/xes-1849.xsd', import.meta.url)),
  'utf8',
);

let world: ExportWorld;
let log: string;
beforeAll(async () => {
  world = await ExportWorld.open();
  log = await world.text('xes');
});
afterAll(() => world.end());

type Attributes = Readonly<Record<string, string>>;

interface Trace {
  readonly attributes: Record<string, string>;
  readonly events: Attributes[];
}

function tracesOf(text: string): readonly Trace[] {
  const traces: Trace[] = [];
  let attributes: Record<string, string> = {};
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes: { key, value } }) => {
    if (name === 'trace') traces.push({ attributes: (attributes = {}), events: [] });
    if (name === 'event') traces.at(-1)?.events.push((attributes = {}));
    if (key !== undefined && value !== undefined) attributes[key] = value;
  });
  parser.write(text).close();
  return traces;
}

const validate = (text: string) =>
  validateXML({ xml: [{ fileName: 'log.xes', contents: text }], schema: [schema] });

describe('An XES export', () => {
  test.each([[[]], [['--personal']], [['--to', '2001-01-01T00:00:00Z']]])(
    'is valid by the schema %j',
    async (options) => {
      expect((await validate(await world.text('xes', ...options))).errors).toEqual([]);
    },
  );

  test.each([
    ['an attribute without a value', /(<string key="concept:name") value="[^"]*"/, '$1'],
    ['an instant that is none', /(time:timestamp" value=")2/, '$1x'],
    ['a trace before the classifiers', /<classifier/, '<trace/><classifier'],
    ['an element of another kind', '</event>', '<other/></event>'],
  ])('with %s would not be', async (_what, found, put) => {
    const changed = log.replace(found, put);
    expect(changed).not.toBe(log);
    expect((await validate(changed)).valid).toBe(false);
  });

  test('has a trace for each case and its events in the order of the stream', async () => {
    const events = await world.events('--stream', 'case-');
    const traces = tracesOf(log);
    expect(traces.flatMap((trace) => trace.events)).toHaveLength(events.length);
    const byCase = Map.groupBy(events, ({ streamId }) => streamId);
    expect(traces).toHaveLength(byCase.size);
    for (const trace of traces) {
      const stream = byCase.get(`case-${trace.attributes['concept:name']}`) ?? [];
      expect(trace.events.map((event) => event['identity:id'])).toEqual(stream.map(({ id }) => id));
      expect(trace.attributes['case.organizationId']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test('declares what every event has, and gives it', () => {
    const [, declared = ''] = /<global scope="event">([^]*?)<\/global>/.exec(log) ?? [];
    const keys = [...declared.matchAll(/key="([^"]+)"/g)].map(([, key]) => key ?? '');
    expect(keys).toContain('time:timestamp');
    for (const { events } of tracesOf(log)) {
      for (const event of events) expect(Object.keys(event)).toEqual(expect.arrayContaining(keys));
    }
  });

  test('holds no personal data unless asked, and then what XML can hold of them', async () => {
    expect(log).not.toMatch(/personal|Li Wei|quoted/);
    const text = await world.text('xes', '--personal', '--stream', `case-${troubledCase}`);
    const note = tracesOf(text)[0]?.events.at(-1)?.['personal.note'];
    expect(note).toBe('=1+1;"quoted", <b>&amp;</b>\r\n\ttabbed \ufffd\ufffd\ufffd — 项目 🙂');
  });

  test('of streams that are no cases is refused', async () => {
    const run = await world.run('xes', '--stream', 'policy-');
    expect(run).toMatchObject({ exit: 2, stdout: '' });
    expect(run.stderr).toContain('(stream-not-in-format)');
  });
});

/** Every payload that the chart can tell apart, and more. */
const payloads = [null, ...severities].flatMap((severity) =>
  [false, true].flatMap((contacted) =>
    [false, true].flatMap((answered) =>
      severities.flatMap((to) =>
        (['opened', 'triaged', 'responded'] as const).map((restoredStatus) => ({
          ...{ severity, contacted, answered, to, restoredStatus },
        })),
      ),
    ),
  ),
);

const nextStates = (state: LifecycleState, type: LifecycleFactType): readonly LifecycleState[] =>
  payloads.flatMap((payload) => {
    // A fact with more fields than the chart asks for is a fact as it is.
    const next = nextLifecycle(state, { ...payload, type } as LifecycleFact);
    return next === undefined ? [] : [next];
  });

/** Which type of fact the chart lets follow another at once. */
function chartEdges(): ReadonlySet<string> {
  const edges = allLifecycleStates().flatMap((state) =>
    lifecycleFactTypes.flatMap((first) =>
      [...new Set(nextStates(state, first))].flatMap((next) =>
        legalFactTypes(next).map((second) => `${first} → ${second}`),
      ),
    ),
  );
  return new Set(edges);
}

describe('The directly-follows graph of an XES export', () => {
  const inChart: ReadonlySet<string> = new Set(lifecycleFactTypes);

  test('lies within the edges of the chart', () => {
    const edges = new Set<string>();
    for (const { events } of tracesOf(log)) {
      const facts = events.map((event) => event['concept:name'] ?? '');
      const steps = facts.filter((type) => inChart.has(type));
      expect(steps[0]).toBe('CaseOpened');
      steps.slice(1).forEach((type, index) => edges.add(`${steps[index]} → ${type}`));
    }
    expect(edges.size).toBeGreaterThan(50);
    const allowed = chartEdges();
    expect([...edges].filter((edge) => !allowed.has(edge))).toEqual([]);
    // And the chart does not allow just anything.
    expect(allowed).not.toContain('CaseClosed → CaseTriaged');
  });

  test('of statuses takes only ways that the chart draws', () => {
    const ways = new Set(
      allLifecycleStates().flatMap((state) =>
        lifecycleFactTypes.flatMap((type) =>
          nextStates(state, type).map((next) => `${state.status} ${type} ${next.status}`),
        ),
      ),
    );
    const taken = tracesOf(log).flatMap(({ events }) =>
      events.flatMap((event, index) => {
        const type = event['concept:name'] ?? '';
        const before = events[index - 1]?.['status'] ?? 'new';
        return inChart.has(type) ? [`${before} ${type} ${event['status']}`] : [];
      }),
    );
    expect(taken.filter((way) => !ways.has(way))).toEqual([]);
  });
});
