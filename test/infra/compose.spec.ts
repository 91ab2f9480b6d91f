import { describe, expect, test } from '@jest/globals';
import { settingDefinitions } from '@caseline/hosting';
import {
  mergeCompositions,
  schemaFaults,
  serviceFaults,
  settingsGiven,
  silentVariables,
  undeclared,
  variablesIn,
} from './compose-rules.ts';
import { infraFiles, objectOf, readInfra, readYaml, stringsIn } from './infra-files.ts';

const files = infraFiles('', '.yaml').filter((name) => /^compose[\w.]*\.yaml$/.test(name));

/** How the files are used: alone, or the second over the first. */
const compositions = [
  ['compose.embedded.yaml'],
  ['compose.yaml'],
  ['compose.yaml', 'compose.cluster.yaml'],
  ['compose.yaml', 'compose.observability.yaml'],
].map((names) => ({ title: names.join(' + '), content: names.map(readYaml) }));

const contentOf = ({ content }: (typeof compositions)[number]) => content.reduce(mergeCompositions);

describe('Compositions of containers', () => {
  test('are all looked at', () => {
    expect(new Set(compositions.flatMap(({ title }) => title.split(' + ')))).toEqual(
      new Set(files),
    );
  });

  test.each(files)('%s keeps to the schema of compose', (name) => {
    expect(schemaFaults(readYaml(name))).toEqual([]);
  });

  test.each(compositions)('$title keeps to the rules of services', (composition) => {
    expect(serviceFaults(contentOf(composition))).toEqual([]);
  });

  test.each(compositions)('$title declares what it uses', (composition) => {
    expect(undeclared(contentOf(composition))).toEqual([]);
  });

  test.each(compositions)('$title names settings that exist', (composition) => {
    const known = Object.keys(settingDefinitions);
    const given = settingsGiven(contentOf(composition));
    expect(given.filter((name) => !known.includes(name))).toEqual([]);
    expect(given.length).toBeGreaterThan(0);
  });

  test.each(files)('%s leaves no variable empty in silence', (name) => {
    expect(silentVariables(readInfra(name))).toEqual([]);
  });

  test('ask for nothing that the example of an environment does not name', () => {
    const example = readInfra('example.env');
    const asked = files.flatMap((name) => variablesIn(readInfra(name)).map(([asked]) => asked));
    expect(asked.filter((name) => !example.includes(`\n${name}=`))).toEqual([]);
  });

  test.each(compositions.filter(({ title }) => title.startsWith('compose.yaml')))(
    '$title gives the key of the ledger to who seals the log',
    (composition) => {
      const { services, secrets } = objectOf(contentOf(composition));
      const { environment, secrets: given } = objectOf(objectOf(services).timekeeper);
      const file = String(objectOf(environment).CASELINE_LEDGER_KEY_FILE);
      expect(stringsIn(given).map((name) => `/run/secrets/${name}`)).toContain(file);
      expect(objectOf(secrets)).toMatchObject({
        'ledger-key': { file: expect.stringContaining('LEDGER_KEY_FILE') },
      });
    },
  );

  test('connect to the cluster with TLS, by the names in its certificates', () => {
    const { services } = objectOf(readYaml('compose.cluster.yaml'));
    const { environment } = objectOf(objectOf(services).api);
    const url = String(objectOf(environment).EVENTSTORE_URL);
    expect(url).toContain('?tls=true&tlsCAFile=/certificates/ca/ca.crt');
    for (const node of ['events', 'events-2', 'events-3']) {
      expect(url).toMatch(new RegExp(`[@,]${node}:2113[,?]`));
      expect(objectOf(services)[node]).toBeDefined();
    }
  });
});

describe('The rules of compositions are seen to fail', () => {
  const sound = {
    image: 'caseline:0.1.0',
    build: {},
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    mem_limit: '1g',
    restart: 'unless-stopped',
    stop_grace_period: '20s',
    healthcheck: { test: ['CMD', 'node'], interval: '1s', timeout: '1s', retries: 1 },
  };
  const faultsWith = (change: Record<string, unknown>) =>
    serviceFaults(JSON.parse(JSON.stringify({ services: { api: { ...sound, ...change } } })));

  test('a sound service passes', () => {
    expect(faultsWith({})).toEqual([]);
  });

  test.each([
    { image: 'caseline' },
    { image: 'caseline:latest' },
    { read_only: false },
    { cap_drop: ['NET_RAW'] },
    { security_opt: [] },
    { mem_limit: undefined },
    { privileged: true },
    { ports: ['3000:3000'] },
    { restart: 'always' },
    { stop_grace_period: '10s' },
    { healthcheck: undefined },
    { healthcheck: { test: ['CMD-SHELL', 'x'], interval: '1s', timeout: '1s', retries: 1 } },
    { healthcheck: { test: ['CMD', 'x'], interval: '1s', retries: 1 } },
  ])('%j', (change) => {
    expect(faultsWith(change)).toHaveLength(1);
  });

  test('a misspelt key is against the schema', () => {
    const services = { api: { image: 'caseline:0.1.0', healtcheck: {} } };
    expect(schemaFaults({ services })).not.toEqual([]);
  });

  test('variables without a default, volumes that nobody declares', () => {
    expect(silentVariables('a ${A} ${B:-1} ${C:?why} $${D} ${E:?}')).toEqual(['A', 'E']);
    expect(undeclared({ services: { api: { volumes: ['data:/data', './a:/a'] } } })).toEqual([
      'api: data',
    ]);
  });
});
