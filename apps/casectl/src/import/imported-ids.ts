import { commandIdOf, derivedId } from '@caseline/event-sourcing';

/** An imported case: the source system, the case's name there, and 1, or 2 and up to follow it. */
export interface ImportedCase {
  readonly system: string;
  readonly reference: string;
  readonly part: number;
}

/** The id of an imported case: the same from every run, so that nothing is imported twice. */
export const importedCaseId = ({ system, reference, part }: ImportedCase): string =>
  derivedId('imported case', system, reference, String(part));

/** The id of the organization that was made for an entry of a mapping. */
export const importedOrganizationId = (system: string, name: string): string =>
  derivedId('imported organization', system, name);

/** What commands of an imported case are told apart within. */
export const importScopeOf = (system: string, reference: string): string =>
  `import ${system} ${reference}`;

/** The id of the n-th command that stands for an event of the log, counting both from 0. */
export const stepCommandId = (scope: string, index: number, step: number): string =>
  commandIdOf(scope, `${index}/${step}`);

/** The most commands of one event: eight of an alternative, and the link to a follow-up. */
export const MAX_STEPS = 9;
