import { pointerOf, problem, type Fault } from '../problems/problem.ts';

/**
 * Refuses half characters (lone surrogates) in the texts of a body that has passed its schema: they
 * have no UTF-8 form, so that neither a hash nor a file could hold them.
 */
export function refuseIllFormedText(body: unknown): void {
  if (isWellFormed(body)) return;
  const errors = illFormed(body, []);
  throw problem('invalid-request', 'A text is not well-formed Unicode.', { errors });
}

/** The same without the places: almost every body is well-formed. */
function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  return typeof value !== 'object' || value === null || Object.values(value).every(isWellFormed);
}

/** As deep as the schema of the body, which has been checked before. */
function illFormed(value: unknown, path: readonly string[]): readonly Fault[] {
  if (typeof value === 'string') {
    if (value.isWellFormed()) return [];
    const detail = 'Half a character (a lone surrogate).';
    return [{ pointer: pointerOf(path), code: 'ill-formed-text', detail }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => illFormed(child, [...path, key]));
}
