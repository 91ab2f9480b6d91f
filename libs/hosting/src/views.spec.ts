import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readSettings } from './settings.ts';
import { openCaseQueries, openViewStore } from './views.ts';

test('views that nobody has made yet are named as missing, with what to do', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'caseline-views-'));
  const settings = readSettings({ CASELINE_DATA: join(folder, 'data') });
  await expect(openCaseQueries(settings)).rejects.toMatchObject({
    code: 'views-missing',
    message: expect.stringContaining('npm run start:projector'),
  });
  await (await openViewStore(settings)).close();
  await (await openCaseQueries(settings)).close();
  rmSync(folder, { recursive: true });
});
