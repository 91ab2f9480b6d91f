import type { Kysely } from 'kysely';
import type {
  CaseFigures,
  CaseRow,
  CaseValidityRow,
  DailyFigure,
  FigureLine,
  HistoryRow,
  ObjectiveRow,
  ObjectiveValidityRow,
} from '@caseline/case-views';

/** The live tables by their plain names, and the registry of generations. */
export interface ViewTables {
  readonly cases: CaseRow;
  readonly case_validity: CaseValidityRow;
  readonly objectives: ObjectiveRow;
  readonly objective_validity: ObjectiveValidityRow;
  readonly history: HistoryRow;
  readonly case_figures: CaseFigures;
  readonly figure_lines: FigureLine;
  readonly daily_figures: DailyFigure;
  readonly view_generations: {
    readonly view: string;
    readonly generation: number;
    readonly version: number;
    readonly role: 'live' | 'building';
    readonly position: number;
  };
  readonly quarantined_streams: {
    readonly view: string;
    readonly generation: number;
    readonly stream_id: string;
    readonly revision: number;
    readonly position: number;
    readonly event_id: string;
    readonly error: string;
    readonly attempts: number;
    readonly parked_events: number;
  };
}

/** Views as they are asked, wherever they are. */
export type ViewDatabase = Kysely<ViewTables>;
