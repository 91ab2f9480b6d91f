import type { Rejection } from '@caseline/event-sourcing';
import {
  categoriesOf,
  kindNamed,
  offeredKinds,
  type CompiledPack,
  type ServiceContext,
} from '@caseline/support-policy';
import { reject, type RejectionCode } from '../../rejections.ts';
import type { Severity, SupportKind } from '../../vocabulary.ts';
import type { CaseState } from '../case-state.ts';

/** What a case is about: the kind of support and the category within it. */
export interface Subject {
  readonly kind: SupportKind;
  readonly category: string | null;
}

/**
 * The subject that words name: a kind of the pack or an alias of one (G9), and one of its
 * categories where the pack lists any (V6, V7, V9). A refusal where the pack has no such thing.
 */
export function subjectNamed(
  policy: CompiledPack,
  words: { readonly kind: string; readonly category: string | null },
): Subject | Rejection<RejectionCode> {
  const kind = kindNamed(policy, words.kind);
  if (kind === undefined) return reject('kind-not-offered', { kinds: offeredKinds(policy) });
  const categories = categoriesOf(policy, kind).map(({ id }) => id);
  const { category } = words;
  if (category !== null && categories.length > 0 && !categories.includes(category)) {
    return reject('category-unknown', { categories });
  }
  return { kind, category };
}

/** The kind of a case that is open; a case without one has no first event, which is a bug. */
export function kindOf(state: CaseState): SupportKind {
  if (state.kind === null) throw new TypeError('a case without CaseOpened has no kind');
  return state.kind;
}

/** What decides which calendar counts for a case that is open. */
export function serviceContextOf(
  state: CaseState,
  severity: Severity | null = state.severity,
): ServiceContext {
  const { zone, country } = state;
  if (zone === null || country === null) throw new TypeError('an open case has a zone');
  return { kind: kindOf(state), severity, zone, country };
}
