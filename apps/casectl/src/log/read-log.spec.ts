/** Logs are read case by case, and what is wrong with one is named by its line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { LogFault, MAX_EVENTS_PER_CASE } from './log-case.ts';
import { readLog } from './read-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'caseline-read-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shape = { caseColumn: 'id', delimiter: ',' };

async function read(bytes: string | Buffer) {
  const file = join(folder, 'log');
  writeFileSync(file, bytes);
  const cases: { readonly reference: string; readonly events: readonly object[] }[] = [];
  let fault: LogFault | undefined;
  try {
    for await (const { reference, events } of readLog(file, shape, () => undefined)) {
      const told = events.map(({ line, columns }) => ({ line, ...Object.fromEntries(columns) }));
      cases.push({ reference, events: told });
    }
  } catch (error) {
    if (!(error instanceof LogFault)) throw error;
    fault = error;
  }
  return { cases, fault: fault && { code: fault.code, line: fault.line } };
}

const xes = (inside: string): string => `<?xml version="1.0"?>\n<log>\n${inside}\n</log>\n`;
const trace = (id: string, events = '<event><string key="a" value="1"/></event>'): string =>
  `<trace><string key="id" value="${id}"/>${events}</trace>`;

describe('An XES log', () => {
  test('gives its cases with their lines, attributes of the trace with a prefix', async () => {
    const text = xes(`${trace('C-1')}\n${trace('C-2', '')}`);
    expect(await read(text)).toEqual({
      cases: [
        { reference: 'C-1', events: [{ line: 3, a: '1', 'case:id': 'C-1' }] },
        { reference: 'C-2', events: [] },
      ],
      fault: undefined,
    });
  });

  test('gives no columns for globals, nested attributes, lists and extensions', async () => {
    const event =
      '<event><string key="a" value="&lt;1&gt;"><string key="deep" value="x"/></string>' +
      '<list key="l"><values><string key="in" value="x"/></values></list>' +
      '<int key="n" value="2"/></event>';
    const text = xes(
      `<global scope="event"><string key="g" value="x"/></global>${trace('C-1', event)}`,
    );
    const { cases } = await read(text);
    expect(cases[0]?.events).toEqual([{ line: 3, a: '<1>', n: '2', 'case:id': 'C-1' }]);
  });

  test.each([
    ['a tag that is not closed', xes('<trace></event>'), 'log-malformed', 3],
    ['an attribute without a value', xes('<trace><string key="id"/></trace>'), 'log-malformed', 3],
    ['a trace without a name', xes('<trace></trace>'), 'log-malformed', 3],
    ['another root', '<html></html>', 'log-malformed', 1],
    ['an end that is cut off', xes(trace('C-1')).slice(0, -9), 'log-truncated', 3],
    ['no case', xes(''), 'log-without-cases', null],
    ['nothing', '', 'log-without-cases', null],
    ['nothing but space', ' \n ', 'log-without-cases', null],
  ])('with %s is refused', async (_what, text, ...[code, line]) => {
    expect((await read(text)).fault).toEqual({ code, line });
  });

  test('that is cut off gives the cases before the cut', async () => {
    const text = xes(`${trace('C-1')}\n${trace('C-2')}`).slice(0, -30);
    const { cases, fault } = await read(text);
    expect(cases.map(({ reference }) => reference)).toEqual(['C-1']);
    expect(fault?.code).toBe('log-truncated');
  });

  test('whose case never ends is refused before it fills the memory', async () => {
    const event = '<event><string key="a" value="1"/></event>';
    const text = xes(trace('C-1', event.repeat(MAX_EVENTS_PER_CASE + 1)));
    expect((await read(text)).fault?.code).toBe('log-malformed');
  });
});

describe('A CSV log', () => {
  test('gives its cases wherever their rows lie, in the order of the log', async () => {
    const { cases, fault } = await read('\ufeffid,a\r\nC-1,1\r\nC-2,2\r\n\r\nC-1,"3, ""x"""\r\n');
    expect(fault).toBeUndefined();
    expect(cases.toSorted((a, b) => a.reference.localeCompare(b.reference))).toEqual([
      {
        reference: 'C-1',
        events: [
          { line: 2, id: 'C-1', a: '1' },
          { line: 5, id: 'C-1', a: '3, "x"' },
        ],
      },
      { reference: 'C-2', events: [{ line: 3, id: 'C-2', a: '2' }] },
    ]);
  });

  test.each([
    ['a row that is too short', 'id,a\nC-1,1\nC-2\n', 'log-malformed', 3],
    ['a row that is too long', 'id,a\nC-1,1,2\n', 'log-malformed', 2],
    ['a quote that is never closed', 'id,a\nC-1,"1\n', 'log-truncated', 2],
    ['a row without a case', 'id,a\n,1\n', 'log-malformed', 2],
    ['no such column', 'name,a\nC-1,1\n', 'log-malformed', 2],
    ['names only', 'id,a\n', 'log-without-cases', null],
  ])('with %s is refused whole', async (_what, text, ...[code, line]) => {
    expect(await read(text)).toEqual({ cases: [], fault: { code, line } });
  });
});

describe('The bytes of a log', () => {
  test('are unpacked whatever the file is called', async () => {
    expect((await read(gzipSync(xes(trace('C-1'))))).cases).toHaveLength(1);
  });

  test('that end too early are named so, packed too', async () => {
    // Random attributes, so that the cut lies behind whole blocks of the packed text.
    const traces = Array.from({ length: 2_000 }, (_, index) => trace(`C-${index * 7_919}`));
    const packed = gzipSync(xes(traces.join('\n')));
    const { fault } = await read(packed.subarray(0, packed.length - 100));
    expect(fault?.code).toBe('log-truncated');
  });

  test('that are broken inside are refused', async () => {
    const packed = gzipSync(xes(trace('C-1')));
    packed.fill(0xff, 12, 40);
    expect((await read(packed)).fault?.code).toBe('log-malformed');
  });

  test('that are not UTF-8 are refused', async () => {
    const latin1 = Buffer.from(xes(trace('C-\xe9')), 'latin1');
    expect((await read(latin1)).fault?.code).toBe('log-not-utf8');
  });
});
