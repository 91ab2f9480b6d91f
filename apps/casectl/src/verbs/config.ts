import { printableSettings } from '@caseline/hosting';
import { settingsOf } from '../stores.ts';
import type { Verb } from '../verb.ts';

/** What is in force, defaults included. */
export const config: Verb = {
  usage: 'config',
  summary: 'print the settings in force, secrets masked',
  needsData: true,
  declare: () => undefined,
  async run(run, given) {
    const settings = printableSettings(settingsOf(run, given));
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
    await run.result(settings, lines);
  },
};
