import type { FastifyInstance, FastifyRequest } from 'fastify';
import { problem, type Problem } from '../problems/problem.ts';

/** A path that is served, and the methods it has. */
interface ServedPath {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/** Answers 405 with `Allow` where a path is served, but not by the method that was asked for. */
export function refuseOtherMethods(fastify: Pick<FastifyInstance, 'addHook'>): void {
  const paths = new Map<string, ServedPath>();
  fastify.addHook('onRoute', ({ url, method }) => {
    const served = paths.get(url) ?? { pattern: patternOf(url), methods: new Set() };
    for (const each of [method].flat()) served.methods.add(each);
    paths.set(url, served);
  });
  fastify.addHook('onRequest', (request, _, done) => {
    if (request.is404) done(refusalOf(request, paths));
    else done();
  });
}

function refusalOf(
  { url, method }: FastifyRequest,
  paths: ReadonlyMap<string, ServedPath>,
): Problem | undefined {
  const [path = ''] = url.split('?');
  const served = [...paths.values()].filter(({ pattern }) => pattern.test(path));
  const allowed = new Set(served.flatMap(({ methods }) => [...methods]));
  if (allowed.size === 0 || allowed.has(method)) return undefined;
  const allow = [...allowed].sort().join(', ');
  return problem('method-not-allowed', `Ask with ${allow}.`, { headers: { allow } });
}

/** A route as a pattern: `:caseId` stands for one segment, which is not empty. */
const patternOf = (url: string): RegExp =>
  new RegExp(`^${url.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`);
