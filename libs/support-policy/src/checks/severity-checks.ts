import { offeredSeverities } from '../kind-ratings.ts';
import { repeated, type Located } from '../pack-fault.ts';
import type { PolicyPack } from '../schema/policy-pack.ts';
import { SEVERITIES } from '../severity.ts';

type Sections<K extends keyof PolicyPack> = Pick<PolicyPack, K>;

/** Each severity that a kind offers is described, and no other. */
export function severityFaults({ kinds, severities }: Sections<'kinds' | 'severities'>): Located[] {
  const offered = offeredSeverities(kinds);
  return SEVERITIES.flatMap((severity) => {
    const described = severities[severity] !== undefined;
    if (described === offered.includes(severity)) return [];
    const reason = described
      ? `no support kind offers severity ${severity}`
      : `missing: a support kind offers severity ${severity}`;
    return [{ path: ['severities', severity], reason }];
  });
}

/** Packs with severities say how they are assessed and who sets them; packs without say nothing. */
export function ratedSectionFaults(
  pack: Sections<'kinds' | 'assessment' | 'severityControl'>,
): Located[] {
  const rated = offeredSeverities(pack.kinds).length > 0;
  return (['assessment', 'severityControl'] as const).flatMap((section) => {
    if ((pack[section] !== undefined) === rated) return [];
    const reason = rated
      ? 'missing: the pack offers severities'
      : 'too much: no support kind offers a severity';
    return [{ path: [section], reason }];
  });
}

/** A severity above the lowest one can be lowered, on stated evidence (V21). */
export function loweringFaults(pack: Sections<'kinds' | 'severityControl'>): Located[] {
  if (pack.severityControl === undefined) return [];
  const { from } = pack.severityControl.lowering;
  const offered = offeredSeverities(pack.kinds);
  return (['A', 'B'] as const).flatMap((severity) => {
    const stated = from[severity] !== undefined;
    if (stated === offered.includes(severity)) return [];
    const reason = stated
      ? `no support kind offers severity ${severity}`
      : `missing: a support kind offers severity ${severity}`;
    return [{ path: ['severityControl', 'lowering', 'from', severity], reason }];
  });
}

const cell = (at: { readonly issueType: string; readonly impact: string }): string =>
  `${at.issueType} × ${at.impact}`;

/** One outcome for each issue type × impact, and names that are there. */
export function assessmentFaults({ assessment }: Sections<'assessment'>): Located[] {
  if (assessment === undefined) return [];
  const { issueTypes, impacts, outcomes, symptoms } = assessment;
  const stated = new Set(outcomes.map(cell));
  const holes = issueTypes.flatMap(({ id: issueType }) =>
    impacts.flatMap(({ id: impact }) =>
      stated.has(cell({ issueType, impact }))
        ? []
        : [
            {
              path: ['assessment', 'outcomes'],
              reason: `no outcome for ${cell({ issueType, impact })}`,
            },
          ],
    ),
  );
  return [
    ...repeatedIds('issueTypes', issueTypes),
    ...repeatedIds('impacts', impacts),
    ...repeatedIds('symptoms', symptoms),
    ...repeated(outcomes.map(cell), (index) => ['assessment', 'outcomes', index], 'outcome of'),
    ...unknownNames('outcomes', outcomes, assessment),
    ...unknownNames('symptoms', symptoms, assessment),
    ...holes,
  ];
}

/** An example that the table assesses otherwise than the source does. */
export function symptomFaults({ assessment }: Sections<'assessment'>): Located[] {
  if (assessment === undefined) return [];
  const severityOf = new Map(assessment.outcomes.map((row) => [cell(row), row.severity]));
  return assessment.symptoms.flatMap((symptom, index) => {
    const assessed = severityOf.get(cell(symptom));
    return assessed === undefined || assessed === symptom.severity
      ? []
      : [
          {
            path: ['assessment', 'symptoms', index, 'severity'],
            reason: `${cell(symptom)} is assessed as ${assessed}, not ${symptom.severity}`,
          },
        ];
  });
}

/** Severities that an assessment can come to are offered by some kind. */
export function assessedSeverityFaults(pack: Sections<'kinds' | 'assessment'>): Located[] {
  const offered = offeredSeverities(pack.kinds);
  return (pack.assessment?.outcomes ?? []).flatMap(({ severity }, index) =>
    offered.includes(severity)
      ? []
      : [
          {
            path: ['assessment', 'outcomes', index, 'severity'],
            reason: `no support kind offers severity ${severity}`,
          },
        ],
  );
}

const repeatedIds = (section: string, entries: readonly { readonly id: string }[]): Located[] =>
  repeated(
    entries.map(({ id }) => id),
    (index) => ['assessment', section, index, 'id'],
    'id',
  );

function unknownNames(
  section: string,
  entries: readonly { readonly issueType: string; readonly impact: string }[],
  { issueTypes, impacts }: NonNullable<PolicyPack['assessment']>,
): Located[] {
  const missing = (what: string, key: 'issueType' | 'impact', known: ReadonlySet<string>) =>
    entries.flatMap((entry, index) =>
      known.has(entry[key])
        ? []
        : [
            {
              path: ['assessment', section, index, key],
              reason: `there is no ${what} ${entry[key]}`,
            },
          ],
    );
  return [
    ...missing('issue type', 'issueType', new Set(issueTypes.map(({ id }) => id))),
    ...missing('impact', 'impact', new Set(impacts.map(({ id }) => id))),
  ];
}
