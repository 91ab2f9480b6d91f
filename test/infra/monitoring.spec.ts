/** Alerts, dashboard and runbook against the figures that a running server really gives. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { settingDefinitions } from '@caseline/hosting';
import { Metrics } from '@caseline/telemetry';
import { CaseDesk } from '../support/case-desk.ts';
import { listOf, objectOf, readInfra, readYaml } from './infra-files.ts';
import type { Json } from './infra-files.ts';
import { bareCounters, metricsIn, syntaxFaults, withoutVariables } from './promql.ts';

const rules = listOf(objectOf(readYaml('prometheus/caseline.rules.yaml')).groups)
  .flatMap((group) => listOf(objectOf(group).rules))
  .map(objectOf)
  .map(({ alert, expr, labels, annotations, ...rule }) => ({
    alert: String(alert),
    expr: String(expr),
    lasts: String(rule.for),
    severity: objectOf(labels).severity,
    annotations: objectOf(annotations),
  }));

const dashboard = objectOf(JSON.parse(readInfra('grafana/caseline.json')) as Json);
const panels = listOf(dashboard.panels)
  .map(objectOf)
  .filter(({ type }) => type !== 'row')
  .map((panel) => ({
    title: String(panel.title),
    panel,
    queries: listOf(panel.targets).map((target) => withoutVariables(String(objectOf(target).expr))),
  }));
const queries = [...rules.map(({ expr }) => expr), ...panels.flatMap((panel) => panel.queries)];

/** What Prometheus and the tests of a process give without Caseline's doing. */
const givenByPrometheus = new Set(['up']);
/** Figures that only a process on EventStoreDB has a value for: they are declared all the same. */
let declared: Set<string>;
let desk: CaseDesk;

beforeAll(async () => {
  desk = await CaseDesk.start();
  const { text } = (await desk.world.get('/metrics', { token: desk.as('analyst') })).body;
  declared = new Set(namesIn(String(text)));
});

afterAll(() => desk.end());

/** Names of the series that a text declares; a histogram has three. */
function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
  );
}

describe('Alerts and dashboard', () => {
  test.each([...new Set(queries)])('%s parses', (query) => {
    expect(syntaxFaults(query)).toEqual([]);
    expect(metricsIn(query)).not.toEqual([]);
    expect(bareCounters(query)).toEqual([]);
  });

  test('ask for figures that a running server declares', () => {
    const asked = new Set(queries.flatMap(metricsIn));
    const unknown = [...asked].filter(
      (name) => !declared.has(name) && !givenByPrometheus.has(name),
    );
    expect(unknown).toEqual([]);
  });

  test('every figure of ours has a name as Prometheus wants it, and a help', async () => {
    const ours = [...declared].filter((name) => name.startsWith('caseline_'));
    expect(ours.length).toBeGreaterThan(20);
    for (const name of ours) expect(name).toMatch(/^caseline_[a-z]+(_[a-z]+)*$/);
    const text = await new Metrics().text();
    for (const [, name = '', type] of text.matchAll(/^# TYPE (caseline_\w+) (\w+)$/gm)) {
      expect(name.endsWith('_total')).toBe(type === 'counter');
      expect(text).toContain(`# HELP ${name} `);
    }
  });
});

describe('Every alert', () => {
  const runbook = readInfra('runbook.md');
  const tests = readInfra('prometheus/caseline.rules.test.yaml');

  test.each(rules)('$alert says how urgent it is, what is wrong, and where to read on', (rule) => {
    expect(['page', 'warning']).toContain(rule.severity);
    expect(rule.lasts).toMatch(/^\d+[sm]$/);
    expect(String(rule.annotations.summary).length).toBeGreaterThan(10);
    expect(rule.annotations.runbook).toBe(`infra/runbook.md#${rule.alert.toLowerCase()}`);
    expect(runbook).toContain(`\n## ${rule.alert}\n`);
  });

  test.each(rules)('$alert has a test that it fires and one that it stays quiet', ({ alert }) => {
    expect(tests).toContain(`- name: ${alert} fires\n`);
    expect(tests).toContain(`- name: ${alert} stays quiet\n`);
  });

  test('the runbook names settings that there are', () => {
    const named = new Set(runbook.match(/CASELINE_\w+/g));
    expect(named.size).toBeGreaterThan(0);
    expect([...named].filter((name) => !(name in settingDefinitions))).toEqual([]);
  });

  test('the runbook has no entry of an alert that is gone', () => {
    const entries = [...runbook.matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
    expect([...entries].sort()).toEqual(rules.map(({ alert }) => alert).sort());
  });
});

describe('Every panel', () => {
  test.each(panels)('$title has a description, a unit and a data source to choose', ({ panel }) => {
    expect(String(panel.description).length).toBeGreaterThan(10);
    expect(objectOf(objectOf(panel.fieldConfig).defaults).unit).toBeDefined();
    expect(objectOf(panel.datasource).uid).toBe('${datasource}');
  });

  test('has a place of its own', () => {
    const taken = new Set<string>();
    for (const { panel } of panels) {
      const { x, y, w, h } = objectOf(panel.gridPos);
      expect(Number(x) + Number(w)).toBeLessThanOrEqual(24);
      for (let row = Number(y); row < Number(y) + Number(h); row += 1) {
        for (let column = Number(x); column < Number(x) + Number(w); column += 1) {
          expect(taken.has(`${row}/${column}`)).toBe(false);
          taken.add(`${row}/${column}`);
        }
      }
    }
  });
});

describe('The rules of queries are seen to fail', () => {
  test('on syntax, on a bare counter; labels and functions are no metrics', () => {
    expect(syntaxFaults('sum(rate(a_total[5m])')).not.toEqual([]);
    expect(bareCounters('sum(a_total) + rate(b_total[5m])')).toEqual(['a_total']);
    expect(metricsIn('sum by (le) (rate(a_bucket{b="c"}[5m])) / up')).toEqual(['a_bucket', 'up']);
  });
});
