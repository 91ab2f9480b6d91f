import { organizationId, supportKind } from '@caseline/case-domain';
import { START } from '@caseline/event-sourcing';
import { badInput } from '../failure.ts';
import { instantOf } from '../instants.ts';
import type { Given } from '../verb.ts';
import type { ExportFormat } from './export-format.ts';
import type { Wanted } from './wanted-events.ts';

/** The filters of the command line. Throws `Failure` for what none of them can be. */
export function wantedBy(given: Given, format: ExportFormat): Wanted {
  const wanted: Wanted = {
    after: given.count('after') ?? START,
    streamPrefixes: prefixesOf(given, format),
    types: given.texts('type'),
    timeline: timelineOf(given),
    from: edgeOf(given, 'from', 'since'),
    to: edgeOf(given, 'to', 'until'),
    organizationIds: given.texts('org').map(organizationIdOf),
    kinds: given.texts('kind').map(kindOf),
  };
  const { from, to } = wanted;
  if (from === undefined || to === undefined || from <= to) return wanted;
  throw badInput('range-reversed', `${from} is behind ${to}`);
}

function edgeOf(given: Given, name: string, synonym: string): string | undefined {
  if (given.text(name) === undefined) return instantOf(`--${synonym}`, given.text(synonym));
  if (given.text(synonym) === undefined) return instantOf(`--${name}`, given.text(name));
  throw badInput('wrong-usage', `--${name} and --${synonym} are the same: say one`);
}

function timelineOf(given: Given): Wanted['timeline'] {
  const said = given.text('timeline') ?? 'recorded';
  if (said === 'recorded' || said === 'occurred') return said;
  throw badInput('wrong-usage', `--timeline is recorded or occurred: ${said}`);
}

function prefixesOf(given: Given, format: ExportFormat): readonly string[] {
  const said = given.texts('stream');
  const { streamPrefixes, prefixesAllowed } = format;
  if (said.length === 0) return streamPrefixes;
  const foreign = said.find(
    (prefix) => prefixesAllowed?.some((allowed) => prefix.startsWith(allowed)) === false,
  );
  if (foreign === undefined) return said;
  const allowed = prefixesAllowed?.join(' and ') ?? '';
  throw badInput('stream-not-in-format', `this format holds ${allowed} streams, not ${foreign}`);
}

function organizationIdOf(said: string): string {
  const id = said.toLowerCase();
  if (organizationId.safeParse(id).success) return id;
  throw badInput('organization-id-invalid', `--org is the UUID of an organization: ${said}`);
}

function kindOf(said: string): string {
  if (supportKind.safeParse(said).success) return said;
  const known = supportKind.options.join(', ');
  throw badInput('kind-unknown', `--kind is one of ${known}: ${said}`);
}
