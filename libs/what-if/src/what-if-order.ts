import type { SupportKind } from '@caseline/case-domain';
import type { Instant, Position } from '@caseline/event-sourcing';
import type { StoreSettings } from '@caseline/hosting';
import type { PolicyPack } from '@caseline/support-policy';

/** Which cases are judged anew; all those that the draft's pack judges where nothing is said. */
export interface CaseRange {
  /** Cases opened at this instant or later. */
  readonly from: Instant | null;
  /** Cases opened before this instant. */
  readonly to: Instant | null;
  readonly organizationId: string | null;
  /** The kind of support that a case has come to. */
  readonly kind: SupportKind | null;
}

/** What is asked: which draft, over which cases of which log. */
export interface WhatIfOrder {
  readonly stores: StoreSettings;
  readonly draft: PolicyPack;
  readonly range: CaseRange;
  /** True beside a server, whose commands come first. */
  readonly inBackground: boolean;
}

/** The log as it was when the question was asked: what comes later is not looked at. */
export interface LogEnd {
  readonly head: Position;
  /** When its last event was recorded: what had fallen due by then is judged on both sides. */
  readonly horizon: Instant;
}

/** What one thread judges: the cases of streams whose ids begin so. Plain data. */
export interface WhatIfTask extends WhatIfOrder {
  readonly end: LogEnd;
  readonly streamPrefixes: readonly string[];
}
