import { RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector, type ModulesContainer } from '@nestjs/core';
import { ACCESS_RULE, type AccessRule } from '../access/allow.ts';
import { ROUTE_DESCRIPTION, type RouteDescription } from './describe.ts';

/** A route as Nest serves it, with what was declared beside it. */
export interface Route {
  /** `CaseController.read`. */
  readonly handler: string;
  /** In lower case, as OpenAPI has it. */
  readonly method: string;
  /** From the root, parameters in braces: `/v1/cases/{caseId}`. */
  readonly path: string;
  /** Undefined where somebody forgot it: nobody may use such a route. */
  readonly rule: AccessRule | undefined;
  readonly description: RouteDescription | undefined;
}

/** Where Nest keeps the path of a controller or handler, and the method of a handler. */
const PATH = 'path';
const METHOD = 'method';

type Handler = (...inputs: readonly never[]) => unknown;

/** Every route of every controller that the application has. */
export function routesOf(modules: ModulesContainer): readonly Route[] {
  const controllers = new DiscoveryService(modules).getControllers();
  return controllers.flatMap(({ metatype, instance }) =>
    typeof metatype === 'function' ? routesOfController(metatype, instance) : [],
  );
}

function routesOfController(controller: Handler | NewableFunction, instance: object): Route[] {
  const prototype: unknown = Object.getPrototypeOf(instance);
  if (typeof prototype !== 'object' || prototype === null) return [];
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const handler: unknown = Reflect.get(prototype, name);
    if (!isHandler(handler) || !Reflect.hasMetadata(METHOD, handler)) return [];
    return pathsOf(controller).flatMap((base) =>
      pathsOf(handler).map((own) => routeOf(`${controller.name}.${name}`, handler, [base, own])),
    );
  });
}

function routeOf(name: string, handler: Handler, parts: readonly string[]): Route {
  const reflector = new Reflector();
  const segments = parts.flatMap((part) => part.split('/')).filter((segment) => segment !== '');
  const method: unknown = Reflect.getMetadata(METHOD, handler);
  if (typeof method !== 'number') throw new TypeError(`${name} has no method`);
  return {
    handler: name,
    method: String(RequestMethod[method]).toLowerCase(),
    path: `/${segments.map((segment) => segment.replace(/^:(\w+)$/, '{$1}')).join('/')}`,
    rule: reflector.get<AccessRule | undefined>(ACCESS_RULE, handler),
    description: reflector.get<RouteDescription | undefined>(ROUTE_DESCRIPTION, handler),
  };
}

const isHandler = (value: unknown): value is Handler => typeof value === 'function';

function pathsOf(target: object): readonly string[] {
  const path: unknown = Reflect.getMetadata(PATH, target);
  if (path === undefined) return [''];
  return (Array.isArray(path) ? path : [path]).map(String);
}
