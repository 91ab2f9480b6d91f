import { isRejection, type Rejection } from '@caseline/event-sourcing';
import {
  customerMayPropose,
  offersChannel,
  supportsSubscription,
  type CompiledPack,
} from '@caseline/support-policy';
import { z } from 'zod';
import type { OrganizationState } from '../../organization/organization-state.ts';
import { reject, type RejectionCode } from '../../rejections.ts';
import {
  caseId,
  channel,
  code,
  contact,
  contactMethod,
  line,
  organizationId,
  severity,
  text,
} from '../../vocabulary.ts';
import type { CaseCommand, CaseContext, RuleOutcome } from '../case-command.ts';
import type { CaseEventData } from '../events/index.ts';
import { happenedAt } from '../happened-at.ts';
import { subjectNamed, type Subject } from '../rules/case-service.ts';
import { provisionalSeverity, type ProvisionalSeverity } from '../rules/granting.ts';
import { refuseIncompleteIntake } from '../rules/intake.ts';
import { refuseOtherCase } from '../rules/other-case.ts';
import { defineCommand } from './define-command.ts';

const schema = z.strictObject({
  /** An administrator opens for their own organization and may leave it out. */
  organizationId: organizationId.nullable().default(null),
  /** A kind of support of the pack, or another word that the pack has for it (G9). */
  kind: code,
  category: code.nullable().default(null),
  title: line,
  description: text.nullable().default(null),
  requester: z.strictObject({
    name: line,
    email: contact.shape.email.default(null),
    phone: contact.shape.phone.default(null),
  }),
  contactConfirmed: z
    .strictObject({ email: z.boolean().default(false), phone: z.boolean().default(false) })
    .default({ email: false, phone: false }),
  contactMethod: contactMethod.nullable().default(null),
  channel: channel.default('portal'),
  /** Null: the first language of the kind of support. */
  language: code.nullable().default(null),
  /** Whom the case is for, when not the requester (G3). */
  affectedUsers: z.array(line).max(100).default([]),
  assessment: z.strictObject({ issueType: code, impact: code }).nullable().default(null),
  proposedSeverity: severity.nullable().default(null),
  impactStatement: text.nullable().default(null),
  reachableAroundTheClock: z.boolean().default(false),
  /** The closed case that this one goes on from. */
  followsCaseId: caseId.nullable().default(null),
  privacyNoticeVersion: code.nullable().default(null),
  /** Where an imported case comes from. */
  source: z.strictObject({ system: code, reference: code }).nullable().default(null),
});

export type OpenCase = z.output<typeof schema>;

/** Opens a case: intake (W5), organization and pack (G1), provisional severity (V10, default 6). */
export const openCase = defineCommand({
  name: 'open',
  summary: 'Open a case for an organization.',
  eventType: 'CaseOpened',
  roles: ['administrator', 'agent', 'lead'],
  schema,
  example: {
    organizationId: '3f9c1c1e-6d0b-4f7e-9d0a-6a2f3f1f0b11',
    kind: 'technical',
    category: 'configuration',
    title: 'Nobody can sign in',
    description: 'Since this morning single sign-on sends everybody back to the start page.',
    requester: { name: 'Li Na', email: 'li.na@contoso.example', phone: '+86 10 5555 0100' },
    contactConfirmed: { email: true, phone: true },
    contactMethod: 'phone',
    channel: 'portal',
    language: 'zh-CN',
    affectedUsers: [],
    assessment: { issueType: 'unusable', impact: 'widespread' },
    proposedSeverity: 'A',
    impactStatement: 'Four hundred people cannot work.',
    reachableAroundTheClock: true,
    followsCaseId: null,
    privacyNoticeVersion: null,
    source: null,
  },
  rule(command, _state, context): RuleOutcome {
    const { payload, actor } = command;
    const account = payload.organizationId ?? actor.organizationId ?? null;
    const incomplete = refuseIncompleteIntake(payload, context.policy, account);
    if (incomplete !== undefined) return incomplete;
    const customer = registeredCustomer(context.organization);
    if (isRejection(customer)) return customer;
    const refusal =
      refuseOffer(payload, customer, context) ?? refuseFollowing(command, customer, context);
    if (refusal !== undefined) return refusal;
    const subject = subjectNamed(context.policy, payload);
    if (isRejection(subject)) return subject;
    const rated = rate(command, subject, context);
    if (isRejection(rated)) return rated;
    const language = languageOf(payload, subject, context);
    const stated = statedBy(payload, customer, context.policy);
    return [{ type: 'CaseOpened', data: { ...subject, ...rated, ...stated, language } }];
  },
});

type Customer = Pick<
  CaseEventData<'CaseOpened'>,
  'organizationId' | 'country' | 'zone' | 'subscription'
>;

function registeredCustomer(
  organization: OrganizationState | null,
): Customer | Rejection<RejectionCode> {
  if (organization === null) return reject('organization-unknown');
  const { organizationId, country, zone, subscription } = organization;
  if (organizationId === null || country === null || zone === null || subscription === null) {
    return reject('organization-unknown');
  }
  return { organizationId, country, zone, subscription };
}

/** What the pack does not offer: the channel, the contact method, the subscription, a proposal. */
function refuseOffer(
  payload: OpenCase,
  { subscription }: Customer,
  context: CaseContext,
): Rejection<RejectionCode> | undefined {
  const { content } = context.policy;
  if (payload.channel === 'email' || !offersChannel(context.policy, payload.channel)) {
    return reject('channel-not-offered', { channels: content.channels.map(({ id }) => id) });
  }
  const { contactMethods } = content.intake;
  if (payload.contactMethod === null || !contactMethods.includes(payload.contactMethod)) {
    return reject('contact-method-not-offered', { contactMethods });
  }
  if (!supportsSubscription(context.policy, subscription)) {
    return reject('subscription-not-supported', { subscription });
  }
  if (payload.proposedSeverity !== null && !customerMayPropose(context.policy)) {
    return reject('proposal-not-offered', { pointer: '/proposedSeverity' });
  }
  return undefined;
}

/** A customer does not learn that the case of somebody else exists. */
function refuseFollowing(
  { payload: { followsCaseId }, actor }: CaseCommand<OpenCase>,
  { organizationId }: Customer,
  context: CaseContext,
): Rejection<RejectionCode> | undefined {
  if (followsCaseId === null) return undefined;
  const refusal = refuseOtherCase(followsCaseId, organizationId, context);
  if (refusal === undefined) return undefined;
  const isSecret =
    actor.role === 'administrator' && refusal.code === 'other-case-of-another-organization';
  const code = isSecret ? 'other-case-unknown' : refusal.code;
  return reject(code, { ...refusal.facts, pointer: '/followsCaseId' });
}

const rate = (
  command: CaseCommand<OpenCase>,
  { kind }: Subject,
  context: CaseContext,
): ProvisionalSeverity | Rejection<RejectionCode> => {
  const { assessment, impactStatement, reachableAroundTheClock, contactConfirmed } =
    command.payload;
  const facts = {
    impactStatementGiven: impactStatement !== null,
    reachableAroundTheClock,
    contactConfirmed,
  };
  return provisionalSeverity(context, assessment, { kind, facts, at: happenedAt(command) });
};

const languageOf = ({ language }: OpenCase, { kind }: Subject, { policy }: CaseContext): string =>
  language ?? policy.content.kinds[kind]?.languages[0] ?? 'en';

type Stated = Omit<
  CaseEventData<'CaseOpened'>,
  keyof Subject | keyof ProvisionalSeverity | 'language'
>;

function statedBy(payload: OpenCase, customer: Customer, { id, version }: CompiledPack): Stated {
  const { description, contactMethod, impactStatement } = payload;
  if (description === null || contactMethod === null) {
    throw new TypeError('a complete intake has a description and a contact method');
  }
  return {
    ...customer,
    pack: { id, version },
    proposedSeverity: payload.proposedSeverity,
    channel: payload.channel,
    contactMethod,
    contactConfirmed: payload.contactConfirmed,
    reachableAroundTheClock: payload.reachableAroundTheClock,
    impactStatementGiven: impactStatement !== null,
    followsCaseId: payload.followsCaseId,
    privacyNoticeVersion: payload.privacyNoticeVersion,
    source: payload.source,
    personal: {
      title: payload.title,
      description,
      requester: payload.requester,
      affectedUsers: payload.affectedUsers,
      impactStatement,
    },
  };
}
