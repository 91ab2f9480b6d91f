import { describe, expect, test } from '@jest/globals';
import { settingDefinitions } from '@caseline/hosting';
import { infraFiles, listOf, objectOf, readInfra, readYaml, yamlDocuments } from './infra-files.ts';
import type { Json, JsonObject } from './infra-files.ts';

type Validate = ((content: unknown) => boolean) & { readonly errors?: readonly unknown[] };

const models = {
  Deployment: 'AppsV1Deployment',
  NetworkPolicy: 'NetworkingV1NetworkPolicy',
  PodDisruptionBudget: 'PolicyV1PodDisruptionBudget',
  Service: 'CoreV1Service',
  ServiceAccount: 'CoreV1ServiceAccount',
  StatefulSet: 'AppsV1StatefulSet',
};

const validators = new Map<string, Validate>(
  await Promise.all(
    Object.entries(models).map(async ([kind, model]): Promise<[string, Validate]> => {
      const found: unknown = await import(`kubernetes-models/_schemas/IoK8sApi${model}`);
      // Each of these modules exports the validator of one model.
      return [kind, (found as { readonly validate: Validate }).validate];
    }),
  ),
);

const isKustomization = (name: string): boolean => name.endsWith('kustomization.yaml');
const files = infraFiles('kubernetes', '.yaml');
const manifestFiles = files.filter((name) => !isKustomization(name));
const manifests = manifestFiles.flatMap((file) =>
  yamlDocuments(readInfra(file)).map((document) => ({ file, content: objectOf(document) })),
);

/** What the model of its kind has against a manifest: wrong values, and keys it does not know. */
function faultOf(content: JsonObject): string | undefined {
  const validate = validators.get(String(content.kind));
  if (validate === undefined) return `${String(content.kind)} has no model here`;
  const { watched, unread } = watchReading(content);
  if (!validate(watched)) return JSON.stringify(validate.errors);
  return unread().length === 0 ? undefined : `nobody knows ${unread().join(', ')}`;
}

/** The models pass over keys that they do not know: a key is unknown when nobody reads it. */
function watchReading(content: JsonObject) {
  const keys = new Set<string>();
  const read = new Set<string>();
  const watch = (value: Json | undefined, path: string): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const children = new Map(
      Object.entries(value).map(([key, child]) => {
        if (!Array.isArray(value)) keys.add(`${path}/${key}`);
        return [key, watch(child, `${path}/${key}`)];
      }),
    );
    return new Proxy(value, {
      get(target, key) {
        if (typeof key !== 'string') return Reflect.get(target, key);
        read.add(`${path}/${key}`);
        return children.has(key) ? children.get(key) : Reflect.get(target, key);
      },
    });
  };
  const watched = watch(content, '');
  return { watched, unread: () => [...keys].filter((key) => !read.has(key)) };
}

const at = (content: Json | undefined, ...path: readonly string[]): Json | undefined =>
  path.reduce<Json | undefined>((value, key) => objectOf(value)[key], content);

const workloads = manifests
  .map(({ content }) => content)
  .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
const nameOf = (content: JsonObject): string => String(at(content, 'metadata', 'name'));
const byName = workloads.map((content) => ({ name: nameOf(content), content }));
const containerOf = (content: JsonObject): JsonObject =>
  objectOf(listOf(at(content, 'spec', 'template', 'spec', 'containers'))[0]);

describe('Manifests for Kubernetes', () => {
  test.each(manifests)('$file keeps to the model of $content.kind', ({ content }) => {
    expect(faultOf(content)).toBeUndefined();
  });

  test('are all named by a kustomization, and nothing is named that is not there', () => {
    const named = files.filter(isKustomization).flatMap((file) => {
      const folder = file.slice(0, file.lastIndexOf('/'));
      return listOf(at(readYaml(file), 'resources'))
        .map(String)
        .filter((resource) => resource.endsWith('.yaml'))
        .map((resource) => `${folder}/${resource}`);
    });
    expect([...named].sort()).toEqual(manifestFiles);
  });

  test('give settings that exist', () => {
    const given = [
      ...workloads.flatMap((content) =>
        listOf(containerOf(content).env).map((entry) => String(objectOf(entry).name)),
      ),
      ...files.filter(isKustomization).flatMap((file) => {
        const maps = objectOf(readYaml(file)).configMapGenerator;
        if (maps === undefined) return [];
        const literals = listOf(maps).flatMap((map) => listOf(objectOf(map).literals));
        return literals.map((literal) => String(literal).split('=')[0]);
      }),
    ];
    expect(given.filter((name) => !(String(name) in settingDefinitions))).toEqual([]);
    expect(given).toContain('CASELINE_HEALTH_PORT');
  });

  test.each(byName)('$name selects its own pods', ({ content }) => {
    const labels = objectOf(at(content, 'spec', 'template', 'metadata', 'labels'));
    expect(at(content, 'spec', 'selector', 'matchLabels')).toEqual(labels);
  });

  test.each(byName)('$name runs without rights that it does not need', ({ content }) => {
    const pod = objectOf(at(content, 'spec', 'template', 'spec'));
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(containerOf(content).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(at(containerOf(content), 'resources', 'limits', 'memory')).toBeDefined();
  });

  test.each(byName)('$name is probed on a port it has, and may drain', ({ content }) => {
    const container = containerOf(content);
    const ports = listOf(container.ports).map((port) => objectOf(port).name);
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
      expect(ports).toContain(at(container, probe, 'httpGet', 'port'));
    }
    expect(at(container, 'livenessProbe', 'httpGet', 'path')).toBe('/health/live');
    expect(at(container, 'readinessProbe', 'httpGet', 'path')).toBe('/health/ready');
    const grace = at(content, 'spec', 'template', 'spec', 'terminationGracePeriodSeconds');
    expect(grace).toBeGreaterThan(15);
  });

  test.each(byName.filter(({ name }) => name === 'timekeeper' || name === 'caseline'))(
    '$name seals the log with the key of a secret',
    ({ content }) => {
      const container = containerOf(content);
      const setting = listOf(container.env)
        .map(objectOf)
        .find(({ name }) => name === 'CASELINE_LEDGER_KEY_FILE');
      const mounts = listOf(container.volumeMounts).map(objectOf);
      const mount = mounts.find(({ mountPath }) =>
        String(setting?.value).startsWith(`${String(mountPath)}/`),
      );
      const volumes = listOf(at(content, 'spec', 'template', 'spec', 'volumes')).map(objectOf);
      const volume = volumes.find(({ name }) => name === mount?.name);
      // Readable for the group alone, which fsGroup makes the process's own.
      expect(volume?.secret).toEqual({ secretName: 'caseline-ledger', defaultMode: 0o440 });
    },
  );

  test('the embedded log has one writer', () => {
    const [embedded] = workloads.filter(({ kind }) => kind === 'StatefulSet');
    expect(at(embedded, 'spec', 'replicas')).toBe(1);
    const [claim] = listOf(at(embedded, 'spec', 'volumeClaimTemplates'));
    expect(at(claim, 'spec', 'accessModes')).toEqual(['ReadWriteOncePod']);
  });

  test('every process of the other overlay runs twice and keeps one through a drained node', () => {
    const deployments = workloads.filter(({ kind }) => kind === 'Deployment');
    const budgets = manifests.filter(({ content }) => content.kind === 'PodDisruptionBudget');
    expect(deployments.map((content) => at(content, 'spec', 'replicas'))).toEqual([2, 2, 2]);
    expect(budgets.map(({ content }) => nameOf(content)).sort()).toEqual(
      deployments.map(nameOf).sort(),
    );
    for (const { content } of budgets) expect(at(content, 'spec', 'maxUnavailable')).toBe(1);
  });

  test('the service finds the pods that answer requests', () => {
    const service = manifests.find(({ content }) => content.kind === 'Service')?.content;
    const selected = objectOf(at(service, 'spec', 'selector'));
    const found = workloads.filter((content) => {
      const labels = objectOf(at(content, 'spec', 'template', 'metadata', 'labels'));
      return Object.entries(selected).every(([key, value]) => labels[key] === value);
    });
    expect(found.map(nameOf).sort()).toEqual(['api', 'caseline']);
  });
});

describe('The models of Kubernetes are seen to fail', () => {
  test('a number that is a text', () => {
    const [deployment] = workloads.filter(({ kind }) => kind === 'Deployment');
    const spec = { ...objectOf(at(deployment, 'spec')), replicas: '2' };
    expect(faultOf({ ...objectOf(deployment), spec })).toMatch(/replicas/);
  });

  test('a key that nobody knows', () => {
    const spec = { selector: {}, ports: [{ port: 80, targetport: 'http' }] };
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec };
    expect(faultOf(service)).toBe('nobody knows /spec/ports/0/targetport');
  });
});
