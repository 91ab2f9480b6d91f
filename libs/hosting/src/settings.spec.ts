import { describe, expect, test } from '@jest/globals';
import { printableSettings, readSettings, SettingsRefused } from './settings.ts';

describe('settings', () => {
  test('an empty environment gives a server that runs by itself', () => {
    const settings = readSettings({ PATH: '/bin' });
    expect(settings).toMatchObject({
      PORT: 3000,
      CASELINE_DATA: '.caseline',
      CASELINE_LOG: 'info',
    });
    expect(settings.CASELINE_PACKS).toBeUndefined();
  });

  test('every fault is named at once, unknown names too', () => {
    const environment = { PORT: 'web', CASELINE_RECENT_CASES: '7', CASELINE_DATE: 'x' };
    let refused: unknown;
    try {
      readSettings(environment);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(SettingsRefused);
    expect((refused as SettingsRefused).faults.map(({ name }) => name)).toEqual([
      'CASELINE_DATE',
      'PORT',
      'CASELINE_RECENT_CASES',
    ]);
  });

  test('masks what is secret', () => {
    const printed = printableSettings(readSettings({ DATABASE_URL: 'postgres://u:p@h/d' }));
    expect(printed.DATABASE_URL).toBe('********');
  });

  test('prints every setting, the unset ones empty', () => {
    const printed = printableSettings(readSettings({ PORT: '0' }));
    expect(printed).toMatchObject({ PORT: '0', CASELINE_PACKS: '', NODE_ENV: 'development' });
  });
});
