import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { PolicyShelf } from '@caseline/case-engine';
import { parsePack } from '@caseline/support-policy';
import { withLogToWrite } from '../stores.ts';
import { badInput, Failure } from '../failure.ts';
import { toolActor } from '../tool-actor.ts';
import type { Verb } from '../verb.ts';
import { faultLine } from './policy-check.ts';

/** Publishes a version of a pack: an event, for ever; the same again does nothing. */
export const policyPublish: Verb = {
  usage: 'policy publish <file>',
  summary: 'publish a policy pack into the data folder',
  needsData: true,
  declare: () => undefined,
  async run(run, given) {
    const file = given.argument(0);
    const parsing = parsePack(await readFile(file, 'utf8'), basename(file));
    if (!parsing.ok) {
      const detail = parsing.faults.map(faultLine).join('\n');
      throw badInput('policy-pack-faulty', detail, { faults: parsing.faults });
    }
    const { pack } = parsing;
    const { clock } = run.surroundings;
    const outcome = await withLogToWrite(run, given, (store) =>
      new PolicyShelf({ store, clock }).publish(pack, {
        actor: toolActor,
        correlationId: pack.packHash,
      }),
    );
    if (outcome.kind === 'rejected') {
      const { code, detail, facts } = outcome.rejection;
      throw new Failure('refused', code, { detail, facts });
    }
    const { policyVersion, packHash: hash } = pack;
    const isNew = outcome.events.length > 0 && !outcome.replayed;
    await run.result({ policyVersion, hash, published: isNew }, [
      isNew ? `${policyVersion} is published` : `${policyVersion} was published before`,
    ]);
  },
};
