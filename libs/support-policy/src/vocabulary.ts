/** Kinds of support (V1). `account` is an alias of `subscription` in one pack (G9). */
export const SUPPORT_KINDS = ['technical', 'pre-sales', 'billing', 'subscription'] as const;
export type SupportKind = (typeof SUPPORT_KINDS)[number];

/** What can be promised: three duties of the provider and the customer's own duty to answer. */
export const OBJECTIVES = [
  'first-response',
  'next-update',
  'resolution',
  'customer-answer',
] as const;
export type Objective = (typeof OBJECTIVES)[number];

/** The fact an objective's clock starts from. */
export const CLOCK_STARTS = [
  'opening',
  'triage',
  'provider-contact',
  'information-request',
] as const;
export type ClockStart = (typeof CLOCK_STARTS)[number];

/** What the customer owes while a severity is held (V19, V20). */
export const DUTIES = ['impact-statement', 'reachable-contact', 'confirmed-contact-data'] as const;
export type Duty = (typeof DUTIES)[number];

/** Why a severity may be lowered on evidence (V21). */
export const LOWERING_REASONS = ['resources', 'response'] as const;
export type LoweringReason = (typeof LOWERING_REASONS)[number];

/** Why a case may lie outside the support boundaries (V4, V5). */
export const DECLINE_REASONS = ['customer-network', 'third-party'] as const;
export type DeclineReason = (typeof DECLINE_REASONS)[number];

/** How a customer can reach the provider (V25). */
export const CHANNELS = ['portal', 'phone', 'email'] as const;
export type Channel = (typeof CHANNELS)[number];

/** How a customer may want to be contacted (W5, G4). */
export const CONTACT_METHODS = ['phone', 'email'] as const;

/** Whether the customer pays for the service in question yet (V2). */
export const SUBSCRIPTION_STATES = ['paid', 'trial'] as const;
export type SubscriptionState = (typeof SUBSCRIPTION_STATES)[number];

/** What an intake can be made to state before a case opens (W5, W12, G8). */
export const INTAKE_FIELDS = [
  'description',
  'phone',
  'email',
  'phone-confirmation',
  'email-confirmation',
  'contact-method',
  'account-identifier',
  'privacy-notice-version',
] as const;
export type IntakeField = (typeof INTAKE_FIELDS)[number];
