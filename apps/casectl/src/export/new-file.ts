import { access, link, open, rename, rm } from 'node:fs/promises';

/** What a file system says that knows no second name for a file. */
const WITHOUT_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/**
 * Makes a file that is either whole or not there. It is written under another name beside and named
 * at the end, so an export that was cut short never has the name of a whole one. A file that exists
 * is never replaced.
 */
export async function inNewFile<Result>(
  file: string,
  write: (unfinished: string) => Promise<Result>,
): Promise<Result> {
  await refuseExisting(file);
  const unfinished = `${file}.${process.pid}.partial`;
  try {
    const result = await write(unfinished);
    await toDevice(unfinished);
    await nameFinally(unfinished, file);
    return result;
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function refuseExisting(file: string): Promise<void> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  throw Object.assign(new Error(`${file} exists, and is not replaced`), { code: 'EEXIST' });
}

async function toDevice(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A link refuses a name that is taken, in one step; renaming would replace. */
async function nameFinally(unfinished: string, file: string): Promise<void> {
  try {
    await link(unfinished, file);
  } catch (error) {
    if (!(error instanceof Error) || !WITHOUT_LINKS.has(codeOf(error))) throw error;
    await refuseExisting(file);
    await rename(unfinished, file);
  }
}

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '');
