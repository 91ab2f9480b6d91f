/**
 * Lint of every workspace: STYLE.md as rules that an editor can show. `test/architecture` holds the
 * same tables (rules.json) against the sources by other means, so a rule switched off here is seen.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { workspaces } from './workspaces.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const rules = JSON.parse(readFileSync(join(here, 'rules.json'), 'utf8'));
const { limits } = rules;

const pure = workspaces(root).filter(({ layer }) => !rules.impureLayers.includes(layer));

/** Selectors of calls that bring a clock, chance or the environment into the pure core. */
const impureCalls = [
  ['CallExpression[callee.object.name="Date"][callee.property.name="now"]', 'Date.now()'],
  ['NewExpression[callee.name="Date"][arguments.length=0]', 'new Date()'],
  ['CallExpression[callee.object.name="performance"]', 'performance.now()'],
  ['CallExpression[callee.object.name="Math"][callee.property.name="random"]', 'Math.random()'],
  ['CallExpression[callee.name="randomUUID"]', 'randomUUID()'],
  ['CallExpression[callee.property.name="randomUUID"]', 'randomUUID()'],
  ['MemberExpression[object.name="process"][property.name="env"]', 'process.env'],
].map(([selector, call]) => ({
  selector,
  message: `${call} belongs to apps and adapters; the core is given its clock, ids and settings.`,
}));

/** luxon resolves a repeated wall time by today's date, so a replay would move a deadline. */
const luxonTraps = [
  `CallExpression[callee.property.name=/^(${rules.bannedLuxonMembers.join('|')})$/]`,
  'CallExpression[callee.property.name="set"][arguments.length=1] > ObjectExpression',
  'CallExpression[callee.property.name=/^(plus|minus)$/] > ObjectExpression',
].map((selector) => ({
  selector,
  message: "luxon's calendar arithmetic depends on today's date; use offsets of the zone instead.",
}));

/**
 * Nest injects through the constructor, so in apps/api a constructor may take more parameters; a
 * route handler's are no positions either, since each is told by its decorator.
 */
const parametersButOfConstructors = [
  'FunctionDeclaration',
  'ArrowFunctionExpression',
  'MethodDefinition[kind!="constructor"]:not(:has(> Decorator)) > FunctionExpression',
  ':not(MethodDefinition) > FunctionExpression',
].map((node) => ({
  selector: `${node}[params.length>${limits.parameters}]`,
  message: `At most ${limits.parameters} positional parameters.`,
}));

const restrictedSyntax = (...lists) => ({ 'no-restricted-syntax': ['error', ...lists.flat()] });

const boundaries = {
  '@nx/enforce-module-boundaries': [
    'error',
    {
      allow: [],
      enforceBuildableLibDependency: false,
      depConstraints: Object.entries(rules.layers).map(([layer, below]) => ({
        sourceTag: `layer:${layer}`,
        onlyDependOnLibsWithTags: below.map((name) => `layer:${name}`),
      })),
    },
  ],
};

const typed = {
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/no-unnecessary-type-assertion': 'error',
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': 'error',
};

const everywhere = {
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/ban-ts-comment': 'error',
  complexity: ['error', limits.complexity],
  eqeqeq: 'error',
  'max-depth': ['error', limits.depth],
  'max-len': ['error', { code: limits.columns, ignoreUrls: true, ignoreRegExpLiterals: true }],
  'max-lines': ['error', limits.fileLines],
  'max-params': ['error', limits.parameters],
  'no-empty': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
};

/** Engines that a file of this workspace must not import: all those it does not own. */
const foreignEngines = (folder) =>
  Object.entries(rules.engineOwners)
    .filter(([, owners]) => !owners.includes(folder))
    .map(([engine, owners]) => ({
      name: engine,
      message: `${engine} has one owner: ${owners.filter((owner) => owner !== 'test').join(', ')}.`,
    }));

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.mjs'],
    languageOptions: { parser: tseslint.parser },
    plugins: { '@typescript-eslint': tseslint.plugin, '@nx': nx },
    rules: everywhere,
  },
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: { project: join(here, 'tsconfig.json'), tsconfigRootDir: root },
    },
    rules: { ...typed, ...boundaries },
  },
  {
    files: ['**/*.ts', '**/*.mjs'],
    // A describe block is a chapter, not a function; test/architecture knows the difference.
    ignores: ['**/*.spec.ts', 'test/contract/**'],
    rules: { 'max-lines-per-function': ['error', limits.functionLines] },
  },
  ...workspaces(root).map(({ folder }) => ({
    files: [`${folder}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', { paths: foreignEngines(folder) }] },
  })),
  {
    files: pure.map(({ folder }) => `${folder}/**/*.ts`),
    rules: { 'no-console': 'error', ...restrictedSyntax(impureCalls) },
  },
  { files: ['libs/business-calendar/**/*.ts'], rules: restrictedSyntax(impureCalls, luxonTraps) },
  {
    files: ['apps/api/**/*.ts'],
    rules: { 'max-params': 'off', ...restrictedSyntax(parametersButOfConstructors) },
  },
);
