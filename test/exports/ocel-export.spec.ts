/** OCEL 2.0: valid by schema and keys, the same in JSON and SQLite, attributes over time. */
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { caseDecider, type CaseState } from '@caseline/case-domain';
import type { RecordedEvent } from '@caseline/event-sourcing';
import { stateAfter } from '../support/random-cases.ts';
import { ExportWorld, troubledCase } from './exported-log.ts';

const schemaFile = new URL('schemas/ocel-2.0.json', import.meta.url);
const validate = new Ajv({ strict: true }).compile<Ocel>(
  JSON.parse(readFileSync(fileURLToPath(schemaFile), 'utf8')) as object,
);

interface OcelType {
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly type: string }[];
}
interface Related {
  readonly id: string;
  readonly type: string;
  readonly relationships: readonly { readonly objectId: string; readonly qualifier: string }[];
}
interface OcelObject extends Related {
  readonly attributes: readonly {
    readonly name: string;
    readonly time: string;
    readonly value: string;
  }[];
}
interface OcelEvent extends Related {
  readonly time: string;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
}
interface Ocel {
  readonly objectTypes: readonly OcelType[];
  readonly eventTypes: readonly OcelType[];
  readonly objects: readonly OcelObject[];
  readonly events: readonly OcelEvent[];
}

const BEGINNING = '1970-01-01T00:00:00.000Z';

let world: ExportWorld;
let ocel: Ocel;
let database: DatabaseSync;
beforeAll(async () => {
  world = await ExportWorld.open();
  ocel = await ocelOf();
  database = new DatabaseSync(await world.file('ocel-sqlite'), { readOnly: true });
});
afterAll(() => {
  database.close();
  world.end();
});

async function ocelOf(...options: readonly string[]): Promise<Ocel> {
  return JSON.parse(await world.text('ocel-json', ...options)) as Ocel;
}

/** Everything that a rule of the standard forbids and a schema cannot say. */
function faultsOf(log: Ocel): readonly string[] {
  const typed = (types: readonly OcelType[]) =>
    new Map(types.map(({ name, attributes }) => [name, new Set(attributes.map((a) => a.name))]));
  const objectIds = new Set(log.objects.map(({ id }) => id));
  const faults: string[] = [];
  const check = (
    kind: string,
    all: readonly (OcelObject | OcelEvent)[],
    types: readonly OcelType[],
  ) => {
    const known = typed(types);
    if (new Set(all.map(({ id }) => id)).size !== all.length) faults.push(`${kind}: an id twice`);
    for (const { id, type, attributes, relationships } of all) {
      const names = known.get(type);
      for (const { name } of attributes) {
        if (names?.has(name) !== true) faults.push(`${kind} ${id}: ${name}`);
      }
      for (const { objectId } of relationships) {
        if (!objectIds.has(objectId)) faults.push(`${kind} ${id}: no object ${objectId}`);
      }
    }
  };
  check('object', log.objects, log.objectTypes);
  check('event', log.events, log.eventTypes);
  return faults;
}

const rows = (sql: string, ...values: readonly string[]) =>
  database
    .prepare(sql)
    .all(...values)
    .map((row) => ({ ...row }));

describe('An OCEL export as JSON', () => {
  test.each([[[]], [['--personal']], [['--kind', 'billing']], [['--to', '2001-01-01T00:00:00Z']]])(
    'is valid by the schema and in itself %j',
    async (options) => {
      const log = await ocelOf(...options);
      validate(log);
      expect(validate.errors ?? []).toEqual([]);
      expect(faultsOf(log)).toEqual([]);
    },
  );

  test('with an object or an attribute of no type would not be', () => {
    const [first, ...others] = ocel.objects;
    expect(faultsOf({ ...ocel, objects: others })).not.toEqual([]);
    expect(validate({ ...ocel, objects: [{ ...first, id: 7 }] })).toBe(false);
  });

  test('has the events of cases and organizations in the order of the log', async () => {
    const events = await world.events('--stream', 'case-', 'organization-');
    expect(ocel.events.map(({ id, type, time }) => ({ id, type, time }))).toEqual(
      events.map(({ id, type, metadata }) => ({ id, type, time: metadata.occurredAt })),
    );
  });

  test('says of each case how it stood when', async () => {
    const object = ocel.objects.find(({ id }) => id === `case:${troubledCase}`);
    const [opened, triaged, assigned] = await world.events('--stream', `case-${troubledCase}`);
    const told = (name: string) =>
      object?.attributes.filter((attribute) => attribute.name === name).map(timed);
    const timed = ({ time, value }: { readonly time: string; readonly value: string }) => [
      time,
      value,
    ];
    expect(told('status')).toEqual([
      [BEGINNING, 'opened'],
      [triaged?.metadata.occurredAt, 'triaged'],
    ]);
    expect(told('severity')).toEqual([[BEGINNING, 'B']]);
    expect(told('owner')).toEqual([[assigned?.metadata.occurredAt, '@agent']]);
    expect(opened?.type).toBe('CaseOpened');
    expect(object?.relationships).toEqual([
      { objectId: expect.stringMatching(/^organization:/), qualifier: 'belongs to' },
    ]);
  });

  test('says of each objective at last what the rules of the domain say', async () => {
    const states = new Map<string, CaseState>();
    for (const event of await world.events('--stream', 'case-')) {
      const before = states.get(event.streamId) ?? caseDecider.initialState;
      states.set(event.streamId, stateAfter(before, [event]));
    }
    const expected = [...states].flatMap(([streamId, { objectives }]) =>
      objectives.map((objective) => {
        const { objectiveId, kind, state, verdict, dueAt } = objective;
        const id = `objective:${streamId.replace('case-', '')}/${objectiveId}`;
        return [id, { kind, state, verdict: verdict ?? '', dueAt: dueAt ?? '' }];
      }),
    );
    const told = ocel.objects.flatMap(({ id, type, attributes }) => {
      const last = (name: string) =>
        attributes.findLast((attribute) => attribute.name === name)?.value ?? '';
      const [kind, state, verdict, dueAt] = ['kind', 'state', 'verdict', 'dueAt'].map(last);
      return type === 'objective' ? [[id, { kind, state, verdict, dueAt }]] : [];
    });
    expect(expected.length).toBeGreaterThan(100);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(expected));
  });

  test('relates what happened to whom and what it was about', () => {
    const about = (type: string) => {
      const found = ocel.events.findLast((event) => event.type === type);
      return found?.relationships.map(({ objectId, qualifier }) => [
        ...[objectId.split(':')[0], qualifier],
      ]);
    };
    expect(about('CaseAssigned')).toEqual([
      ['case', 'case'],
      ['team', 'assigned to'],
      ['agent', 'assigned to'],
      ['agent', 'done by'],
    ]);
    expect(about('SlaObjectiveRetargeted')?.slice(0, 3)).toEqual([
      ['case', 'case'],
      ['objective', 'objective'],
      ['objective', 'replaced objective'],
    ]);
  });

  test('holds no personal data unless asked', async () => {
    const text = await world.text('ocel-json');
    expect(text).not.toMatch(/personal|Li Wei|quoted/);
    expect(await world.text('ocel-json', '--personal')).toContain('Li Wei');
  });
});

describe('An OCEL export as SQLite', () => {
  test('is sound, and every key leads somewhere', () => {
    expect(rows('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(rows('PRAGMA foreign_key_check')).toEqual([]);
    expect(rows('SELECT 1 FROM sqlite_schema WHERE name = ?', 'begun')).toEqual([]);
  });

  test('has a table for each type, as its maps say, and no row in a wrong one', () => {
    for (const kind of ['event', 'object'] as const) {
      const maps = rows(`SELECT ocel_type AS type, ocel_type_map AS map FROM ${kind}_map_type`);
      const declared = kind === 'event' ? ocel.eventTypes : ocel.objectTypes;
      expect(maps.map(({ type }) => type).sort()).toEqual(declared.map(({ name }) => name).sort());
      for (const { type, map } of maps) {
        const strangers = `SELECT ocel_id FROM ${kind}_${String(map)} WHERE ocel_id NOT IN
          (SELECT ocel_id FROM ${kind} WHERE ocel_type = ?)`;
        expect(rows(strangers, String(type))).toEqual([]);
        const lost = `SELECT ocel_id FROM ${kind} WHERE ocel_type = ? AND ocel_id NOT IN
          (SELECT ocel_id FROM ${kind}_${String(map)})`;
        expect(rows(lost, String(type))).toEqual([]);
      }
    }
  });

  test('says the same as the JSON', () => {
    expect(rows('SELECT ocel_id AS id, ocel_type AS type FROM event ORDER BY rowid')).toEqual(
      ocel.events.map(({ id, type }) => ({ id, type })),
    );
    for (const { id, type, attributes, relationships } of ocel.objects) {
      const kept = rows(`SELECT * FROM object_${type} WHERE ocel_id = ? ORDER BY rowid`, id);
      expect(kept.flatMap(attributesOf)).toEqual(attributes);
      const related = rows(
        `SELECT ocel_target_id AS objectId, ocel_qualifier AS qualifier FROM object_object
          WHERE ocel_source_id = ?`,
        id,
      );
      expect(related).toEqual(relationships);
    }
    const relations = ocel.events.flatMap(({ relationships }) => relationships);
    expect(rows('SELECT count(*) AS count FROM event_object')).toEqual([
      { count: relations.length },
    ]);
  });

  test('gives fields of events their types', async () => {
    const events = await world.events('--type', 'CallLogged');
    const [call] = events as readonly RecordedEvent<string, { contacted: boolean }>[];
    expect(
      rows('SELECT contacted, revision FROM event_CallLogged WHERE ocel_id = ?', call?.id ?? ''),
    ).toEqual([{ contacted: Number(call?.data.contacted), revision: call?.revision }]);
  });

  test('needs a file', async () => {
    const run = await world.run('ocel-sqlite');
    expect(run).toMatchObject({ exit: 2, stdout: '' });
    expect(run.stderr).toContain('(file-needed)');
  });
});

/** The values of a row; the first row of an object holds all, a later one what changed. */
function attributesOf(row: Readonly<Record<string, unknown>>) {
  const { ocel_id: _id, ocel_time: time, ocel_changed_field: changed, ...values } = row;
  const said = Object.entries(values).filter(([, value]) => value !== null);
  if (changed !== null && said.some(([name]) => name !== changed)) {
    throw new Error(`a change of ${String(changed)} says more`);
  }
  return said.map(([name, value]) => ({ name, time, value: String(value) }));
}
