/** Why an event of the log has no effect. Codes of the domain, of the mapping or of the import. */
export interface Refusal {
  readonly code: string;
  readonly detail: string;
}

/** What became of an event of the log; every event has exactly one. */
export type EventOutcome =
  | {
      readonly kind: 'applied';
      readonly rule: string;
      /** False when an earlier run had imported it. */
      readonly isNew: boolean;
      /** The steps that it became: `triage, assign`. */
      readonly as: string;
    }
  | {
      readonly kind: 'refused';
      readonly rule: string | null;
      /** The status of the case at that instant. */
      readonly status: string;
      readonly refusal: Refusal;
    }
  | { readonly kind: 'ignored'; readonly rule: string; readonly reason: string };
