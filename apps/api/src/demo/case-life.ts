import type { CaseCommandName, CaseState } from '@caseline/case-domain';
import type { StaffMember } from './customers.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { CaseSubject } from './subjects.ts';

/** How long until the next step: business time of the case, office hours there, or elapsed time. */
export interface Wait {
  readonly on: 'service' | 'customer' | 'elapsed';
  readonly minutes: number;
}

/** Somebody gives a command to the case. */
export interface Act {
  readonly by: 'customer' | 'agent' | 'lead';
  readonly name: CaseCommandName;
  readonly payload: Readonly<Record<string, unknown>>;
  /** It happened earlier than it is recorded. */
  readonly minutesAgo?: number;
}

/** One step of a life: a wait, then an act or only a look at the case. */
export interface Step {
  readonly wait: Wait;
  readonly act?: Act;
}

/** What a life sees after each step: its case, and that of its twin where it is a duplicate. */
export interface Seen {
  readonly state: CaseState;
  readonly twin: { readonly caseId: string; readonly state: CaseState } | null;
}

/** The life of a case, step by step, behind its opening. It ends when nobody does anything more. */
export type CaseLife = Generator<Step, void, Seen>;

/** A part of a life; it answers what was seen last. */
export type Episode = Generator<Step, Seen, Seen>;

/** The tempo of a case, in minutes of its own business time: what is promised and usually kept. */
export interface Tempo {
  readonly responseMinutes: number;
  readonly updateMinutes: number;
  readonly answerMinutes: number;
  readonly effortMinutes: number;
}

/** What a life is made of. */
export interface Cast {
  readonly random: SeededRandom;
  readonly subject: CaseSubject;
  readonly staff: readonly StaffMember[];
  readonly tempo: (state: CaseState) => Tempo;
  readonly hasAgreement: boolean;
}

export const act = (by: Act['by'], name: CaseCommandName, payload: Act['payload'] = {}): Act => ({
  by,
  name,
  payload,
});

export const service = (minutes: number): Wait => ({ on: 'service', minutes });
export const customerTime = (minutes: number): Wait => ({ on: 'customer', minutes });
export const elapsed = (minutes: number): Wait => ({ on: 'elapsed', minutes });

const ACTIVE: readonly string[] = ['opened', 'triaged', 'responded'];

/** Whether the case still wants work. */
export const isActive = ({ state }: Seen): boolean => ACTIVE.includes(state.lifecycle.status);
