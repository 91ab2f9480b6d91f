import { PolicyNotPublished } from '@caseline/case-engine';
import { EventStoreDbError } from '@caseline/event-store-db';
import { EmbeddedStoreError } from '@caseline/event-store-embedded';
import {
  AppendOutcomeUnknown,
  EventStoreBusy,
  EventStoreFull,
  EventStoreReadOnly,
  UnreadableEvent,
} from '@caseline/event-sourcing';
import { SettingsRefused } from '@caseline/hosting';
import { LedgerFault, type LedgerFaultCode } from '@caseline/ledger';
import { ViewSchemaNewer, ViewStoreForbidden, ViewStoreUnreachable } from '@caseline/view-store';
import { WhatIfFault } from '@caseline/what-if';
import { CommanderError } from 'commander';
import type { Exit } from './exit-codes.ts';
import { badInput, Failure } from './failure.ts';

/** Every error that a verb may end with, as a failure; what is not foreseen is a bug. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const detail = messageOf(error);
  if (error instanceof CommanderError) return badInput('wrong-usage', detail);
  if (error instanceof SettingsRefused) return badInput(error.code, detail);
  if (error instanceof PolicyNotPublished) return badInput('policy-not-published', detail);
  if (error instanceof LedgerFault) return new Failure(exitOf[error.code], error.code, { detail });
  if (error instanceof WhatIfFault) return ofWhatIf(error);
  const storeCode = codeOfStoreError(error);
  if (storeCode !== undefined) return new Failure('store', storeCode, { detail });
  const system = systemErrorOf(error);
  if (system !== undefined) return badInput(system, detail);
  return new Failure('bug', 'bug', { detail });
}

/** The question is at fault, or what a thread met in the log. */
const ofWhatIf = ({ code, message: detail }: WhatIfFault): Failure =>
  code === 'what-if-failed' ? new Failure('store', code, { detail }) : badInput(code, detail);

/** What is no proof is a wrong input; what proves the contrary is a finding. */
const exitOf = {
  'malformed-key': 'usage',
  'ambiguous-key': 'usage',
  'malformed-note': 'usage',
  'malformed-checkpoint': 'usage',
  'wrong-key': 'usage',
  'other-origin': 'usage',
  'malformed-proof': 'usage',
  'bad-signature': 'finding',
  'malformed-leaf': 'finding',
  'proof-mismatch': 'finding',
  'malformed-state': 'refused',
  'checkpoint-ahead-of-log': 'refused',
  'log-differs': 'refused',
} as const satisfies Record<LedgerFaultCode, Exit>;

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);

function codeOfStoreError(error: unknown): string | undefined {
  if (error instanceof EmbeddedStoreError || error instanceof EventStoreDbError) return error.code;
  if (error instanceof ViewStoreUnreachable || error instanceof ViewStoreForbidden) {
    return error.code;
  }
  if (error instanceof ViewSchemaNewer) return error.code;
  if (error instanceof EventStoreBusy) return 'event-store-busy';
  if (error instanceof EventStoreFull) return 'event-store-full';
  if (error instanceof EventStoreReadOnly) return 'event-store-read-only';
  if (error instanceof AppendOutcomeUnknown) return 'append-outcome-unknown';
  if (error instanceof UnreadableEvent) return 'unreadable-event';
  return undefined;
}

/** Stable codes for what the operating system says about files. */
const systemErrors: Readonly<Record<string, string>> = {
  ENOENT: 'file-not-found',
  EACCES: 'file-not-permitted',
  EPERM: 'file-not-permitted',
  EISDIR: 'file-is-a-folder',
  ENOTDIR: 'folder-is-a-file',
  EEXIST: 'file-exists',
  EROFS: 'file-not-permitted',
  ENOSPC: 'no-room-on-device',
};

function systemErrorOf(error: unknown): string | undefined {
  // By its code alone: an error of the platform may be of another realm than this module.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return systemErrors[String(error.code)];
}
