/** How far views are behind what writers were told. */
import { setTimeout as passed } from 'node:timers/promises';
import { caseProjections } from '@caseline/case-views';
import { START } from '@caseline/event-sourcing';
import type { ViewGeneration } from '@caseline/event-sourcing';
import { openPostgresViewStore } from '@caseline/view-store';
import type { Acknowledged } from './load-plan.ts';

const LOOK_EVERY_MS = 25;
/** Two minutes and more: the views that have not followed by then will not. */
const MAX_LOOKS = 5_000;

interface Look {
  /** The position that every view has reached. */
  readonly position: number;
  readonly atMs: number;
}

export interface ViewWatch {
  /** Milliseconds from each answer to the look that found it in every view. */
  lagsBehind(acknowledged: readonly Acknowledged[]): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** Looks at the checkpoints of all views, again and again, until lags are asked for. */
export async function watchViews(url: string): Promise<ViewWatch> {
  const store = await openPostgresViewStore({ url });
  const targets: ViewGeneration[] = [];
  for (const projection of caseProjections) {
    const target = await store.openLive(projection);
    if (target === null) throw new Error(`${projection.name} has another version`);
    targets.push(target);
  }
  const looks: Look[] = [];
  let isOver = (_position: number): boolean => false;
  const look = async (): Promise<void> => {
    for (let position = START; !isOver(position); await passed(LOOK_EVERY_MS)) {
      if (looks.length === MAX_LOOKS) throw new Error(`the views stay at ${position}`);
      const found = await Promise.all(targets.map((target) => store.checkpoint(target)));
      position = Math.min(...found.map((checkpoint) => checkpoint.position));
      looks.push({ position, atMs: performance.timeOrigin + performance.now() });
    }
  };
  const looking = look();
  // What it fails with is told to whoever asks for lags.
  looking.catch(() => undefined);
  return {
    lagsBehind: async (acknowledged) => {
      const last = Math.max(...acknowledged.map(({ position }) => position));
      isOver = (position) => position >= last;
      await looking;
      return lagsOf(acknowledged, looks);
    },
    close: async () => {
      isOver = () => true;
      await looking.catch(() => undefined);
      await store.close();
    },
  };
}

function lagsOf(acknowledged: readonly Acknowledged[], looks: readonly Look[]): readonly number[] {
  const inOrder = [...acknowledged].sort((a, b) => a.position - b.position);
  let next = 0;
  return inOrder.map(({ position, atMs }) => {
    while ((looks[next]?.position ?? Number.POSITIVE_INFINITY) < position) next += 1;
    const seen = looks[next];
    if (seen === undefined) throw new Error(`no view was seen at ${position}`);
    return Math.max(seen.atMs - atMs, 0);
  });
}
