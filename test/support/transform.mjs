/** Jest transformer: TypeScript to ES modules with decorator metadata, one file at a time. */
import { createHash } from 'node:crypto';
import ts from 'typescript';

const compilerOptions = {
  target: ts.ScriptTarget.ES2024,
  module: ts.ModuleKind.ESNext,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  verbatimModuleSyntax: true,
  inlineSourceMap: true,
  inlineSources: true,
};

export default {
  process: (source, fileName) => ({
    code: ts.transpileModule(source, { fileName, compilerOptions }).outputText,
  }),
  getCacheKey: (source, fileName) =>
    createHash('sha256').update(`${ts.version} ${fileName}\0${source}`).digest('hex'),
};
