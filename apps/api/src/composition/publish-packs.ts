import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseEngine } from '@caseline/case-engine';
import {
  parsePack,
  shippedPackText,
  SHIPPED_PACK_IDS,
  type CompiledPack,
  type PackFault,
} from '@caseline/support-policy';

/** A pack that the server was told to use cannot be used; it does not start. */
export class PackRefused extends Error {
  override readonly name = 'PackRefused';
  readonly code = 'pack-refused';
}

/** More files than this in the folder of packs is a mistake. */
const MAX_PACK_FILES = 1_000;

/** Publishes the shipped packs and those of the given folder; what is published stays as it is. */
export async function publishPacks(engine: CaseEngine, folder: string | undefined): Promise<void> {
  for (const id of SHIPPED_PACK_IDS) {
    const { text, file } = shippedPackText(id);
    await publish(engine, packOf(text, file), REPLACED_BY_AN_OWN_VERSION);
  }
  for (const { text, file } of textsIn(folder)) {
    await publish(engine, packOf(text, file), REPLACED);
  }
}

/** A pack that a newer version has replaced is no fault: cases keep the version they have. */
const REPLACED: readonly string[] = ['policy-version-not-newer'];

/**
 * An operator may have published a version of a shipped pack under the number that a later release
 * ships: what is published stays in force, and the release starts.
 */
const REPLACED_BY_AN_OWN_VERSION: readonly string[] = [...REPLACED, 'policy-version-immutable'];

async function publish(
  engine: CaseEngine,
  pack: CompiledPack,
  acceptable: readonly string[],
): Promise<void> {
  const outcome = await engine.policies.publish(pack, {
    actor: { id: 'caseline', role: 'engine' },
    correlationId: 'start',
  });
  if (outcome.kind === 'accepted' || acceptable.includes(outcome.rejection.code)) return;
  throw new PackRefused(`${pack.policyVersion}: ${outcome.rejection.detail}`);
}

function textsIn(folder: string | undefined): { file: string; text: string }[] {
  if (folder === undefined) return [];
  const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  if (files.length > MAX_PACK_FILES) throw new PackRefused(`${folder} has too many packs`);
  return files.sort().map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
}

function packOf(text: string, file: string): CompiledPack {
  const parsing = parsePack(text, file);
  if (parsing.ok) return parsing.pack;
  throw new PackRefused(parsing.faults.map(faultLine).join('\n'));
}

const faultLine = ({ file, path, reason }: PackFault): string => `${file} /${path}: ${reason}`;
