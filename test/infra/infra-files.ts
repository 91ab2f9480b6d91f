/** The files of `infra/` as the tests see them. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { repositoryRoot } from '../support/caseline-server.ts';

/** Any value of YAML or JSON. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

const root = repositoryRoot();

/** A path of the repository as this machine has it. */
export const pathOf = (path: string): string => join(root, path);

export const readInfra = (path: string): string => readFileSync(pathOf(`infra/${path}`), 'utf8');

/** Names of the files in a folder of `infra/` that end so. */
export const infraFiles = (folder: string, ending: string): readonly string[] =>
  readdirSync(pathOf(`infra/${folder}`), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => (folder === '' ? name : `${folder}/${name}`))
    .sort();

/** A YAML file of one document; `<<` merges, as every reader of these files does it. */
export const readYaml = (path: string): Json => parse(readInfra(path), { merge: true }) as Json;

/** All documents of a YAML text. */
export const yamlDocuments = (text: string): readonly Json[] =>
  parseAllDocuments(text).map((document) => document.toJS() as Json);

/** What must be an object here; anything else is a fault of the file. */
export function objectOf(value: Json | undefined): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as JsonObject;
  }
  throw new TypeError(`not an object: ${JSON.stringify(value)}`);
}

export function listOf(value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value as readonly Json[];
  throw new TypeError(`not a list: ${JSON.stringify(value)}`);
}

/** Every string inside a value, at any depth. */
export function stringsIn(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}
