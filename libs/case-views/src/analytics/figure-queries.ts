import type { AsOf, Page, PageRequest } from '../case-queries.ts';
import type { FigureDefinition } from './figure-catalogue.ts';
import type { FigureMeasure } from './figure-line.ts';
import type { Days, Period } from './periods.ts';

/** What a figure can be told apart by. */
export const figureDimensions = [
  'day',
  'week',
  'kind',
  'severity',
  'organization',
  'team',
] as const;
export type FigureDimension = (typeof figureDimensions)[number];

/** The most rows of sums in one answer. */
export const MAX_FIGURES = 10_000;
/** The most spans whose percentiles are taken at once. */
export const MAX_SPANS = 200_000;

/** Every given field must agree; `''` is a case that has none. */
export interface FigureFilter {
  readonly kind?: string;
  readonly severity?: string;
  readonly team?: string;
  readonly organizationId?: string;
  readonly details?: readonly string[];
}

/** A figure over some days, both included, now or as it was at an instant. */
export interface FigureQuestion extends Days {
  readonly figure: FigureDefinition;
  readonly filter: FigureFilter;
  readonly by: readonly FigureDimension[];
  readonly asOf?: AsOf;
}

/** What rows have in common; only what was asked for is there. */
export interface FigureGroup {
  /** The index of the day or week. */
  readonly period?: number;
  readonly kind?: string;
  readonly severity?: string;
  readonly organization?: string;
  readonly team?: string;
  readonly detail?: string;
}

export interface FigureSum extends FigureGroup {
  readonly measure: FigureMeasure;
  readonly number: number;
  readonly durationMs: number;
}

/** A span, and the calendar to measure it on in business time. */
export interface FigureSpan {
  readonly group: FigureGroup;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly calendar: string | null;
  readonly zone: string | null;
  readonly policyVersion: string | null;
}

/** A case behind a figure, with what it counts for. */
export interface FigureCase {
  readonly caseId: string;
  /** Null in a stock, which is a sum of several. */
  readonly measure: FigureMeasure | null;
  readonly detail: string;
  readonly number: number;
  readonly durationMs: number;
  readonly evidence: readonly string[];
}

/** More rows or spans than one answer takes (HTTP 422): ask for less. */
export class TooManyFigures extends Error {
  override readonly name = 'TooManyFigures';
}

/** The figures of the views. */
export interface FigureQueries {
  /** Sums by group and measure. Throws `TooManyFigures`. */
  figureSums(question: FigureQuestion): Promise<readonly FigureSum[]>;
  /** Spans that were not taken back, in no order. Throws `TooManyFigures`. */
  figureSpans(question: FigureQuestion): Promise<readonly FigureSpan[]>;
  /** The cases behind a figure, by id. */
  figureCases(question: FigureQuestion, page: PageRequest): Promise<Page<FigureCase>>;
}

/** Whether a question is told apart by days or weeks. */
export const periodIn = (by: readonly FigureDimension[]): Period | undefined =>
  by.find((dimension): dimension is Period => dimension === 'day' || dimension === 'week');
