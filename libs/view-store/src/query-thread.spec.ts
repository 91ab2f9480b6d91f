import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CompiledQuery } from 'kysely';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { QueryThread } from './query-thread.ts';

let folder: string;
let file: string;
let thread: QueryThread;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'caseline-query-thread-'));
  file = join(folder, 'views.sqlite');
  thread = new QueryThread({ file, busyTimeoutMs: 1_000 });
});

afterEach(async () => {
  await thread.close();
  rmSync(folder, { recursive: true });
});

function makeDatabase(): void {
  const database = new DatabaseSync(file);
  database.exec("create table cases (case_id text); insert into cases values ('a'), ('b')");
  database.close();
}

const ask = async (sql: string, ...parameters: readonly unknown[]) =>
  (await thread.borrow()).run(CompiledQuery.raw(sql, [...parameters]));

describe('A thread that reads', () => {
  test('answers each question with its rows', async () => {
    makeDatabase();
    const [all, one] = await Promise.all([
      ask('select case_id from cases order by case_id'),
      ask('select count(*) as cases from cases where case_id = ?', 'b'),
    ]);
    expect(all.map((row) => ({ ...(row as object) }))).toEqual([
      { case_id: 'a' },
      { case_id: 'b' },
    ]);
    expect({ ...(one[0] as object) }).toEqual({ cases: 1 });
  });

  test('lets other work go on before it has answered', async () => {
    makeDatabase();
    const done: string[] = [];
    setImmediate(() => done.push('other work'));
    await ask('select case_id from cases');
    done.push('answer');
    expect(done).toEqual(['other work', 'answer']);
  });

  test('tells what is wrong with a question, and answers the next', async () => {
    makeDatabase();
    await expect(ask('select colour from cases')).rejects.toThrow('no such column: colour');
    expect(await ask('select case_id from cases')).toHaveLength(2);
  });

  test('writes nothing', async () => {
    makeDatabase();
    await expect(ask('delete from cases')).rejects.toThrow('readonly');
  });

  test('is followed by another after it could not go on', async () => {
    await expect(ask('select case_id from cases')).rejects.toThrow('unable to open');
    makeDatabase();
    expect(await ask('select case_id from cases')).toHaveLength(2);
  });

  test('answers nobody any more when it is closed', async () => {
    makeDatabase();
    const { run } = await thread.borrow();
    const asked = run(CompiledQuery.raw('select case_id from cases'));
    const waiting = expect(asked).rejects.toThrow('has ended');
    await thread.close();
    await waiting;
    await expect(ask('select case_id from cases')).rejects.toThrow('the views are closed');
  });
});
