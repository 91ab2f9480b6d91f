import type { CaseCommandDefinition } from '../case-command.ts';
import { acceptResolution } from './accept-resolution.ts';
import { addNote } from './add-note.ts';
import { answerSurvey } from './answer-survey.ts';
import { assignCase } from './assign-case.ts';
import { correctContact } from './correct-contact.ts';
import { declineCase } from './decline-case.ts';
import { escalateCase } from './escalate-case.ts';
import { giveImpactStatement } from './give-impact-statement.ts';
import { linkCase } from './link-case.ts';
import { logCall } from './log-call.ts';
import { lowerSeverity } from './lower-severity.ts';
import { mergeCase } from './merge-case.ts';
import { openCase } from './open-case.ts';
import { proposeSeverity } from './propose-severity.ts';
import { raiseSeverity } from './raise-severity.ts';
import { reclassifyCase } from './reclassify-case.ts';
import { recordDueFacts } from './record-due-facts.ts';
import { reopenCase } from './reopen-case.ts';
import { replyToCase } from './reply-to-case.ts';
import { requestInformation } from './request-information.ts';
import { resolveCase } from './resolve-case.ts';
import { sendFirstResponse } from './send-first-response.ts';
import { sendUpdate } from './send-update.ts';
import { triageCase } from './triage-case.ts';
import { undoMerge } from './undo-merge.ts';
import { withdrawCase } from './withdraw-case.ts';

/** Every command of a case by its name in the API, in the order of a case's life. */
export const caseCommands = {
  open: openCase,
  triage: triageCase,
  assign: assignCase,
  'first-response': sendFirstResponse,
  update: sendUpdate,
  'request-information': requestInformation,
  reply: replyToCase,
  note: addNote,
  'log-call': logCall,
  'lower-severity': lowerSeverity,
  'raise-severity': raiseSeverity,
  'propose-severity': proposeSeverity,
  reclassify: reclassifyCase,
  decline: declineCase,
  resolve: resolveCase,
  accept: acceptResolution,
  reopen: reopenCase,
  'answer-survey': answerSurvey,
  withdraw: withdrawCase,
  'impact-statement': giveImpactStatement,
  'correct-contact': correctContact,
  escalate: escalateCase,
  link: linkCase,
  merge: mergeCase,
  'undo-merge': undoMerge,
  'record-due-facts': recordDueFacts,
} as const;

export type CaseCommandName = keyof typeof caseCommands;

/** The command of a name; undefined when there is none. */
export const findCaseCommand = (name: string): CaseCommandDefinition | undefined =>
  isCaseCommandName(name) ? caseCommands[name] : undefined;

/** Whether a command of the case has this name. */
export const isCaseCommandName = (name: string): name is CaseCommandName =>
  Object.hasOwn(caseCommands, name);
