import { basename } from 'node:path';
import { readFile } from 'node:fs/promises';
import { parsePack, type PackFault } from '@caseline/support-policy';
import type { Verb } from '../verb.ts';

/** Validates a pack of one's own: every fault with file, path and reason. */
export const policyCheck: Verb = {
  usage: 'policy check <file>',
  summary: 'check a policy pack; name file, path and reason of every fault',
  needsData: false,
  declare: () => undefined,
  async run(run, given) {
    const file = given.argument(0);
    const parsing = parsePack(await readFile(file, 'utf8'), basename(file));
    if (parsing.ok) {
      const { policyVersion, packHash: hash } = parsing.pack;
      await run.result({ ok: true, policyVersion, hash, faults: [] }, [
        `${policyVersion} is sound (${hash})`,
      ]);
      return;
    }
    run.exit = 'finding';
    await run.result({ ok: false, faults: parsing.faults }, parsing.faults.map(faultLine));
  },
};

/** A fault of a YAML file as one line: file, line, path, reason. */
export function faultLine({ file, line, path, reason }: PackFault): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return [place, ...(path === '' ? [] : [path]), reason].join(': ');
}
