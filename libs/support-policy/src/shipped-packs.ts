import { readFileSync } from 'node:fs';
import type { CompiledPack } from './compiled-pack.ts';
import { parsePack } from './parse-pack.ts';

/** The packs that ship with the product, in the order they are listed. */
export const SHIPPED_PACK_IDS = ['worldwide', 'china-21vianet', 'germany'] as const;
export type ShippedPackId = (typeof SHIPPED_PACK_IDS)[number];

/** A YAML text and the name of its file, for `parsePack`. */
export interface PackText {
  readonly file: string;
  readonly text: string;
}

/** Reads a shipped pack from beside the code: `packs` lies next to both `src` and `dist`. */
export const shippedPackText = (id: ShippedPackId): PackText => {
  const file = `${id}.yaml`;
  return { file, text: readFileSync(new URL(`../packs/${file}`, import.meta.url), 'utf8') };
};

/** A shipped pack, ready for use. Throws where it has faults, which is a bug of the product. */
export function shippedPack(id: ShippedPackId): CompiledPack {
  const { text, file } = shippedPackText(id);
  const parsing = parsePack(text, file);
  if (parsing.ok) return parsing.pack;
  const faults = parsing.faults.map(({ path, reason }) => `${path}: ${reason}`);
  throw new Error(`${file} has faults: ${faults.join('; ')}`);
}
