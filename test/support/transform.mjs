/** Jest transformer: TypeScript to ES modules with decorator metadata, one file at a time. */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';

// `import` would read the nine megabytes of the compiler twice more, to learn what they export.
const ts = createRequire(import.meta.url)('typescript');

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
