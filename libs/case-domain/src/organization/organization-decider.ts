import type { Aggregate, Decider, Fact, RecordedEvent } from '@caseline/event-sourcing';
import { readFact, writeEvent } from '../definitions.ts';
import { reject } from '../rejections.ts';
import { findOrganizationCommand } from './commands/index.ts';
import type {
  OrganizationCommand,
  OrganizationContext,
  OrganizationOutcome,
} from './organization-command.ts';
import {
  organizationEvents,
  type OrganizationEvent,
  type OrganizationEventData,
  type OrganizationEventType,
} from './organization-events.ts';
import { initialOrganizationState, type OrganizationState } from './organization-state.ts';

/** The stream of an organization. */
export const organizationStreamId = (organizationId: string): string =>
  `organization-${organizationId}`;

/** A recorded fact of an organization, by its type. */
export type OrganizationFact = {
  [Type in OrganizationEventType]: Fact<Type, OrganizationEventData<Type>>;
}[OrganizationEventType];

type Fold<Type extends OrganizationEventType> = (
  state: OrganizationState,
  fact: Fact<Type, OrganizationEventData<Type>>,
) => OrganizationState;

const folds = {
  OrganizationRegistered: (state, { data }) => ({ ...state, ...data }),
  OrganizationCorrected: (state, { data }) => ({ ...state, ...data }),
  AgreementSigned: (state, { data }) => ({
    ...state,
    agreements: [...state.agreements, { ...data, endedAt: null }],
  }),
  AgreementEnded: (state, { data: { agreementId, endedAt } }) => ({
    ...state,
    agreements: state.agreements.map((agreement) =>
      agreement.agreementId === agreementId ? { ...agreement, endedAt } : agreement,
    ),
  }),
} satisfies { readonly [Type in OrganizationEventType]: Fold<Type> };

function decideOrganization(
  command: OrganizationCommand,
  state: OrganizationState,
  context: OrganizationContext,
): OrganizationOutcome {
  const definition = findOrganizationCommand(command.name);
  if (definition === undefined) {
    throw new TypeError(`No command of an organization: ${command.name}`);
  }
  const { role } = command.actor;
  const { roles } = definition;
  if (!roles.some((allowed) => allowed === role)) {
    return reject('role-not-allowed', { role, roles });
  }
  if (state.organizationId === null && definition.name !== 'register') {
    return reject('organization-not-found');
  }
  return definition.rule(command, state, context);
}

/** The pure core of an organization: its profile, its pack and its agreements. */
export const organizationDecider: Decider<
  OrganizationCommand,
  OrganizationEvent,
  OrganizationState,
  OrganizationContext
> = {
  initialState: initialOrganizationState,
  decide: decideOrganization,
  evolve: (state, fact) => {
    // The definitions have parsed the data by its type: the two belong together.
    const typed = fact as OrganizationFact;
    const fold = folds[typed.type] as Fold<OrganizationEventType>;
    return fold(state, typed);
  },
};

/** The fact that an event of an organization's stream states; throws `UnreadableEvent`. */
export const readOrganizationEvent = (recorded: RecordedEvent): OrganizationFact =>
  readFact(organizationEvents, recorded) as OrganizationFact;

/** What the command loop must know of an organization. */
export const organizationAggregate: Aggregate<
  OrganizationCommand,
  OrganizationEvent,
  OrganizationState,
  OrganizationContext
> = {
  decider: organizationDecider,
  read: readOrganizationEvent,
  write: (event) => writeEvent(organizationEvents, event),
};
