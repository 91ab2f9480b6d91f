import { Controller, Get, Inject } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { z } from 'zod';
import { AllowAnybody } from '../access/allow.ts';
import { SETTINGS, type Settings } from '../ports.ts';
import { Describe } from './describe.ts';
import { documentOf, type OpenApiDocument } from './openapi-document.ts';
import { routesOf } from './route-inventory.ts';

const answer = z.record(z.string(), z.unknown()).describe('an OpenAPI 3.1 document');

/** The description of this API, generated from the routes that are served. */
@Controller('openapi.json')
export class OpenApiController {
  #document: OpenApiDocument | undefined;

  constructor(
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @AllowAnybody()
  @Describe({
    summary: 'This document.',
    tag: 'Reference',
    operationId: 'readOpenApi',
    answer: { status: 200, schema: answer },
  })
  read(): OpenApiDocument {
    // Built on the first request: then every controller is there.
    this.#document ??= documentOf(routesOf(this.modules), this.settings);
    return this.#document;
  }
}
