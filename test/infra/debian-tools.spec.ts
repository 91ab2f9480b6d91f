/** What only tools of the operating system can tell; npm does not bring them. */
import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { describeUnless } from '../support/skipping.ts';
import { listOf, objectOf, pathOf, readInfra, yamlDocuments } from './infra-files.ts';
import { variablesIn } from './compose-rules.ts';

const run = (command: string, args: readonly string[], environment = {}) => {
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    cwd: pathOf(''),
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  return { isThere: error === undefined, status, output: `${stdout}${stderr}`, stdout };
};

const missing = (command: string, args: readonly string[]): string | undefined => {
  const { isThere, status } = run(command, args);
  return isThere && status === 0 ? undefined : `${command} is not installed`;
};

describeUnless(missing('promtool', ['--version']), 'promtool', () => {
  test('accepts the rules', () => {
    const { status, output } = run('promtool', [
      'check',
      'rules',
      'infra/prometheus/caseline.rules.yaml',
    ]);
    expect({ status, output }).toMatchObject({ status: 0 });
  });

  test('sees every alert fire and stay quiet', () => {
    const file = 'infra/prometheus/caseline.rules.test.yaml';
    const { status, output } = run('promtool', ['test', 'rules', file]);
    expect({ status, output }).toMatchObject({ status: 0 });
  });

  test('accepts the configuration', () => {
    const file = 'infra/prometheus/prometheus.yaml';
    const { status, output } = run('promtool', ['check', 'config', '--syntax-only', file]);
    expect({ status, output }).toMatchObject({ status: 0 });
  });
});

describeUnless(missing('docker-compose', ['version']), 'docker-compose', () => {
  const names = [
    ['compose.embedded.yaml'],
    ['compose.yaml'],
    ['compose.yaml', 'compose.cluster.yaml'],
    ['compose.yaml', 'compose.observability.yaml'],
  ];
  const variables = names
    .flat()
    .flatMap((name) => variablesIn(readInfra(name)).map(([variable]) => variable));
  const filled = Object.fromEntries(variables.map((variable) => [variable, '3000']));
  const config = (files: readonly string[], environment: object) =>
    run(
      'docker-compose',
      [...files.flatMap((file) => ['-f', `infra/${file}`]), 'config', '--quiet'],
      environment,
    );

  test.each(names.map((files) => ({ title: files.join(' + '), files })))(
    'accepts $title',
    ({ files }) => {
      const { status, output } = config(files, filled);
      expect({ status, output }).toMatchObject({ status: 0 });
    },
  );

  test('refuses to start without a password, and says where to find out', () => {
    const { status, output } = config(['compose.yaml'], { ...filled, POSTGRES_PASSWORD: '' });
    expect(status).not.toBe(0);
    expect(output).toContain('infra/example.env');
  });
});

describeUnless(missing('kubectl', ['version', '--client']), 'kubectl', () => {
  const built = (overlay: string) => {
    const { status, output, stdout } = run('kubectl', [
      'kustomize',
      `infra/kubernetes/overlays/${overlay}`,
    ]);
    expect({ status, output }).toMatchObject({ status: 0 });
    return yamlDocuments(stdout).map(objectOf);
  };

  test.each([
    ['processes', ['api', 'projector', 'timekeeper']],
    ['embedded', ['caseline']],
  ])('builds the overlay %s, with image and settings in place', (overlay, names) => {
    const manifests = built(overlay);
    const workloads = manifests.filter(({ kind }) =>
      ['Deployment', 'StatefulSet'].includes(String(kind)),
    );
    expect(workloads.map(({ metadata }) => objectOf(metadata).name).sort()).toEqual(names);
    const settings = manifests.find(({ kind }) => kind === 'ConfigMap');
    const settingsName = objectOf(settings?.metadata).name;
    for (const { spec } of workloads) {
      const pod = objectOf(objectOf(objectOf(spec).template).spec);
      const container = objectOf(listOf(pod.containers)[0]);
      expect(container.image).toBe('registry.example/caseline:0.1.0');
      expect(JSON.stringify(container.envFrom)).toContain(String(settingsName));
    }
  });
});
