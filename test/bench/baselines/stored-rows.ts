/** The rows that one command of Caseline has written: what the bare baseline writes again. */
export type StoredRow = readonly [
  id: string,
  type: string,
  data: string,
  metadata: string,
  hash: string,
];

/** What the bare baseline is started with. */
export interface StoredRows {
  /** For each of some commands in the order they were recorded, the rows of its append. */
  readonly appends: readonly (readonly StoredRow[])[];
}
