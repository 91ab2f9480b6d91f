import { describeLifecycle } from './lifecycle-description.ts';
import type { LifecycleRegion, LifecycleTransition } from './lifecycle-description.ts';

const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

const labelOf = ({ event, guards }: LifecycleTransition): string =>
  guards.length === 0 ? event : `${event} [${guards.join(', ')}]`;

/**
 * Mermaid cannot draw an arrow from a group to one of its own members, so what holds in every
 * state of a region starts at a node of its own.
 */
const anyStateOf = (region: LifecycleRegion): string => `any_${region.name}`;

const startsAnywhere = (region: LifecycleRegion): boolean =>
  region.transitions.some(({ from, to }) => from === region.name && to !== null);

const membersOf = (region: LifecycleRegion, group: string | null) =>
  region.states.filter((state) => state.group === group);

function drawStates(region: LifecycleRegion, group: string | null): string[] {
  return membersOf(region, group).flatMap(({ name }) => {
    const members = drawStates(region, name);
    return members.length === 0 ? [name] : [`state ${name} {`, ...indent(members), '}'];
  });
}

/** One arrow for each pair of states, labelled with every fact that leads along it. */
function drawArrows(region: LifecycleRegion): string[] {
  const labels = new Map<string, string[]>();
  for (const transition of region.transitions) {
    if (transition.to === null) continue;
    const from = transition.from === region.name ? anyStateOf(region) : transition.from;
    const arrow = `${from} --> ${transition.to}`;
    labels.set(arrow, [...(labels.get(arrow) ?? []), labelOf(transition)]);
  }
  return [...labels].map(([arrow, facts]) => `${arrow} : ${facts.join('<br/>')}`);
}

/** Mermaid takes notes beside single states only, so a group's note stands beside its first. */
function noteBeside(region: LifecycleRegion, name: string): string {
  const first = membersOf(region, name)[0];
  return first === undefined ? name : noteBeside(region, first.name);
}

/** The facts that are taken without a move, as notes: arrows would hide the moves. */
function drawNotes(region: LifecycleRegion): string[] {
  const notes = new Map<string, string[]>();
  for (const { name } of region.states) {
    const stays = region.transitions.filter(({ from, to }) => from === name && to === null);
    if (stays.length === 0) continue;
    const beside = noteBeside(region, name);
    const lines = [`${name} stays on`, ...indent(stays.map(labelOf))];
    notes.set(beside, [...(notes.get(beside) ?? []), ...lines]);
  }
  return [...notes].flatMap(([beside, lines]) => [
    `note right of ${beside}`,
    ...indent(lines),
    'end note',
  ]);
}

function drawRegion(region: LifecycleRegion): string[] {
  const anywhere = startsAnywhere(region)
    ? [`state "any ${region.name}" as ${anyStateOf(region)}`]
    : [];
  const body = [
    ...anywhere,
    ...drawStates(region, null),
    `[*] --> ${region.initial}`,
    ...drawArrows(region),
    ...drawNotes(region),
  ];
  return [`state ${region.name} {`, ...indent(body), '}'];
}

/** The chart as a Mermaid `stateDiagram-v2`, generated from the machine's own definition. */
export function lifecycleDiagram(): string {
  const regions = describeLifecycle().regions.flatMap((region, index) =>
    index === 0 ? drawRegion(region) : ['--', ...drawRegion(region)],
  );
  return ['stateDiagram-v2', '  state case {', ...indent(indent(regions)), '  }', ''].join('\n');
}
