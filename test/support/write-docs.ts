/** `npm run docs`: writes the generated texts anew. Tests fail when they drift. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tablesMarkdown } from '@caseline/view-store';
import { repositoryRoot } from './caseline-server.ts';
import { readmeParts, withParts } from './readme-parts.ts';

const file = join(repositoryRoot(), 'README.md');
const before = readFileSync(file, 'utf8');
const after = withParts(before, await readmeParts());
writeFileSync(file, after);
console.log(after === before ? 'README.md is up to date' : 'README.md was written anew');
writeFileSync(join(repositoryRoot(), 'libs/view-store/TABLES.md'), tablesMarkdown());
