/** The workspaces of the repository with their layer, read from each package.json. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Answers `{folder, name, layer}` for every workspace; throws where the layer tag is missing. */
export function workspaces(root) {
  const children = (parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);
  return [...children('apps'), ...children('libs'), 'test']
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => {
      const { name, nx } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      const layer = nx?.tags?.find((tag) => tag.startsWith('layer:'))?.slice('layer:'.length);
      if (layer === undefined) throw new Error(`${folder}/package.json has no layer tag`);
      return { folder, name, layer };
    });
}
