import { badInput } from './failure.ts';
import { importedCaseId } from './import/imported-ids.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const IMPORTED = /^([^:]+):(.+)$/;

/** The id of a case that is named by it, or as `system:reference` for an imported one. */
export function caseIdNamed(name: string): string {
  if (UUID.test(name)) return name.toLowerCase();
  const [, system, reference] = IMPORTED.exec(name) ?? [];
  if (system !== undefined && reference !== undefined) {
    return importedCaseId({ system, reference, part: 1 });
  }
  throw badInput('case-id-invalid', `a case is named by its id or as system:reference: ${name}`);
}
