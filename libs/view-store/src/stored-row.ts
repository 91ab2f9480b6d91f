import type { Cell, Row } from '@caseline/event-sourcing';

/**
 * Built column by column, rows share one hidden class; as objects of a driver they copy slowly.
 */
export function rowOf(columns: readonly string[], cells: readonly Cell[]): Row {
  const row: Record<string, Cell> = {};
  for (const [index, column] of columns.entries()) row[column] = cells[index] ?? null;
  return row;
}

/** A generation of a view as the registry of a store keeps it. */
export interface RegisteredGeneration {
  readonly view: string;
  readonly version: number;
  readonly generation: number;
  readonly role: 'live' | 'building';
  readonly position: number;
  readonly event_id: string | null;
}
