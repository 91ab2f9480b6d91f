import type { Located } from '../pack-fault.ts';
import type { PolicyPack } from '../schema/policy-pack.ts';
import * as kind from './kind-checks.ts';
import * as service from './service-checks.ts';
import * as severity from './severity-checks.ts';
import * as target from './target-checks.ts';

type Section = keyof PolicyPack;

interface PackCheck {
  readonly needs: readonly Section[];
  readonly faultsOf: (sections: Partial<PolicyPack>) => readonly Located[];
}

/** Runs when all sections it needs are sound, so that one broken section hides no other fault. */
const check = <K extends Section>(
  needs: readonly K[],
  faultsOf: (sections: Pick<PolicyPack, K>) => readonly Located[],
): PackCheck => ({
  needs,
  // The runner has seen that every needed section was parsed.
  faultsOf: (sections) => faultsOf(sections as Pick<PolicyPack, K>),
});

const CHECKS: readonly PackCheck[] = [
  check(['routing'], service.routingFaults),
  check(['kinds'], kind.noKind),
  check(['kinds'], kind.aliasFaults),
  check(['kinds'], kind.categoryFaults),
  check(['kinds', 'locales'], kind.languageFaults),
  check(['kinds'], kind.calendarMatrixFaults),
  check(['calendars'], kind.calendarIdFaults),
  check(['kinds', 'calendars', 'phoneDirectory'], kind.calendarReferenceFaults),
  check(['kinds', 'calendars', 'phoneDirectory'], kind.unusedCalendarFaults),
  check(['kinds', 'severities'], severity.severityFaults),
  check(['kinds', 'assessment', 'severityControl'], severity.ratedSectionFaults),
  check(['kinds', 'severityControl'], severity.loweringFaults),
  check(['assessment'], severity.assessmentFaults),
  check(['assessment'], severity.symptomFaults),
  check(['kinds', 'assessment'], severity.assessedSeverityFaults),
  check(['clocks'], target.clockFaults),
  check(['kinds', 'targets'], target.notOfferedFaults),
  check(['kinds', 'targets'], target.missingTargetFaults),
  check(['clocks', 'targets'], target.clockPerTargetFaults),
  check(['channels'], service.channelFaults),
  check(['channels', 'phoneDirectory'], service.phoneFaults),
  check(['nonAdministrators'], service.pointerFaults),
  check(['intake', 'privacyNotice'], service.privacyFaults),
];

/** Every fault between the sections that are sound by themselves. */
export const faultsBetween = (
  sections: Partial<PolicyPack>,
  sound: ReadonlySet<string>,
): readonly Located[] =>
  CHECKS.filter(({ needs }) => needs.every((section) => sound.has(section))).flatMap(
    ({ faultsOf }) => faultsOf(sections),
  );
