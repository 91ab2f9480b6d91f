import { readFileSync } from 'node:fs';

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
