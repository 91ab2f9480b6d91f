/** The parts of README.md that are made from the product itself. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  caseCommands,
  caseEvents,
  organizationCommands,
  organizationEvents,
  rejectionCatalogue,
  type CaseCommandDefinition,
} from '@caseline/case-domain';
import { describeLifecycle, lifecycleDiagram } from '@caseline/case-lifecycle';
import { policyPublished } from '@caseline/support-policy';
import type { EventDefinition } from '@caseline/event-sourcing';
import { settingDefinitions } from '@caseline/hosting';
import { checkpointSealed } from '@caseline/ledger';
import { compiledMain, repositoryRoot } from './caseline-server.ts';

const auditorsWalk = join(repositoryRoot(), 'infra/formats/auditors-walk.sh');

/** What stands between `<!-- generated NAME -->` and `<!-- end NAME -->`, by name. */
export async function readmeParts(): Promise<Readonly<Record<string, string>>> {
  return {
    diagram: fenced('mermaid', lifecycleDiagram()),
    commands: commandTable(),
    events: eventTable(),
    refusals: refusalTable(),
    settings: settingTable(),
    casectl: fenced('text', await casectlHelp()),
    'auditors-walk': fenced('sh', readFileSync(auditorsWalk, 'utf8')),
  };
}

/** The text with every marked part replaced; throws for a part that has no place, or no maker. */
export function withParts(text: string, parts: Readonly<Record<string, string>>): string {
  const marked = [...text.matchAll(/<!-- generated ([\w-]+) -->/g)].map(([, name = '']) => name);
  const unmade = marked.filter((name) => parts[name] === undefined);
  if (unmade.length > 0) throw new Error(`nothing makes the part ${unmade.join(', ')}`);
  return Object.entries(parts).reduce((before, [name, part]) => {
    const place = new RegExp(`(<!-- generated ${name} -->\n)[^]*?(<!-- end ${name} -->)`);
    if (!place.test(before)) throw new Error(`no place in the text for ${name}`);
    return before.replace(
      place,
      (_whole, begin: string, end: string) => `${begin}\n${part}\n\n${end}`,
    );
  }, text);
}

const fenced = (language: string, text: string): string =>
  `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cellText).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A bar would end the cell. */
const cellText = (text: string): string => text.replaceAll('|', '\\|');

const code = (text: string): string => `\`${text}\``;

function commandTable(): string {
  const ofCases = Object.values(caseCommands).map((command: CaseCommandDefinition) => [
    code(command.name),
    command.summary + (command.backdatable ? ' May be recorded late.' : ''),
    command.roles.join(', '),
    allowedIn(command),
  ]);
  const ofOrganizations = Object.values(organizationCommands).map(({ name, summary, roles }) => [
    code(name),
    summary,
    roles.join(', '),
    'organizations',
  ]);
  const head = ['Command', 'What it does', 'Who', 'Allowed in'];
  return table(head, [...ofCases, ...ofOrganizations]);
}

/** The statuses in which the chart takes the command's fact. */
function allowedIn({ eventType }: CaseCommandDefinition): string {
  if (eventType === null) return 'any';
  const fact = describeLifecycle().facts.find(({ type }) => type === eventType);
  return fact?.allowedIn.join(', ') ?? '';
}

function eventTable(): string {
  const definitions: readonly EventDefinition<string, unknown>[] = [
    ...Object.values(caseEvents),
    ...Object.values(organizationEvents),
    policyPublished,
    checkpointSealed,
  ];
  return table(
    ['Event', 'Version', 'Data'],
    definitions.map((definition) => [
      code(definition.type),
      String(definition.schemaVersion),
      membersOf(definition).map(code).join(', '),
    ]),
  );
}

/** The names in the data of an event, as its schema of today has them. */
function membersOf({ type, schema }: EventDefinition<string, unknown>): readonly string[] {
  const shape: unknown = 'shape' in schema ? schema.shape : undefined;
  if (typeof shape === 'object' && shape !== null) return Object.keys(shape);
  throw new TypeError(`the data of ${type} is no object`);
}

const refusalTable = (): string =>
  table(
    ['Code', 'HTTP', 'Meaning'],
    Object.entries(rejectionCatalogue).map(([name, { status, sentence }]) => [
      code(name),
      String(status),
      sentence,
    ]),
  );

const settingTable = (): string =>
  table(
    ['Name', 'Default', 'Meaning'],
    Object.entries(settingDefinitions).map(([name, { fallback, about }]) => [
      code(name),
      fallback === undefined ? 'unset' : code(fallback),
      about,
    ]),
  );

/** As a process of its own, whose output is no terminal: help is as wide as the terminal. */
async function casectlHelp(): Promise<string> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [compiledMain('casectl'), '--help']);
  return stdout;
}
