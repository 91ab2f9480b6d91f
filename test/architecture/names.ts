/** Folders and files name what the product does, never how code is sorted (STYLE 1). */
import { rules } from './repository.ts';

/** Faults of one path: a folder or file whose name says nothing. */
export function emptyNames(path: string): readonly string[] {
  const last = path.split('/').at(-1) ?? path;
  const word = last.split('.')[0]?.toLowerCase() ?? '';
  return rules.bannedNames.includes(word) ? [`${path} is named by its kind, not its purpose`] : [];
}
