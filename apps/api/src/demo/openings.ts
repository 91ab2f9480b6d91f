import { caseCommands } from '@caseline/case-domain';
import type { Arrival } from './arrivals.ts';
import type { SeededRandom } from './seeded-random.ts';
import { titleIn } from './subjects.ts';

/** What the administrator states to open the case, complete as the intake of each pack wants it. */
export function openingOf(
  arrival: Arrival,
  organizationId: string,
  random: SeededRandom,
): Readonly<Record<string, unknown>> {
  const { customer, administrator, subject, life } = arrival;
  const { kind, category, issueType, impact } = subject;
  const isRated = customer.pack === 'china-21vianet';
  const isOutage = issueType === 'unusable';
  const language = random.pick(customer.languages);
  const title = titleIn(subject, language);
  // Three of four know what severity A takes; the others are asked for it.
  const isComplete = life !== 'ordinary' || random.chance(0.75);
  return caseCommands.open.schema.parse({
    organizationId,
    kind,
    category: isRated ? category : null,
    title,
    description: `${title}. ${descriptions[issueType]}`,
    requester: {
      name: administrator.name,
      email: `${administrator.mailbox}@${customer.domain.split('.')[0]}.example`,
      phone: administrator.phone,
    },
    contactConfirmed: { email: true, phone: true },
    contactMethod: random.chance(0.4) ? 'phone' : 'email',
    channel: random.chance(0.2) ? 'phone' : 'portal',
    language,
    assessment: isRated ? { issueType, impact } : null,
    proposedSeverity: isRated && isOutage ? 'A' : null,
    impactStatement: isOutage && isComplete ? 'Four hundred people cannot work.' : null,
    reachableAroundTheClock: isOutage,
    privacyNoticeVersion: customer.pack === 'germany' ? '1' : null,
  });
}

const descriptions = {
  unusable: 'It began this morning and concerns everybody here.',
  impaired: 'The rest works; we can wait until tomorrow, but not much longer.',
  minor: 'It is not urgent, we would just like to have it right.',
} as const;
