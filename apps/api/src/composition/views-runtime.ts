import type { CaseQueries } from '@caseline/case-views';

/** The views of a running server: what answers queries, and what feeds them. */
export interface ViewsRuntime {
  readonly queries: CaseQueries;
  /** Why the projector no longer runs; undefined while it does. */
  failure(): string | undefined;
  close(): Promise<void>;
}
