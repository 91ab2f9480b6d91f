import { ByteWriter, ParquetWriter, type ColumnSource, type SchemaElement } from 'hyparquet-writer';
import type { FlatColumn, FlatValue } from './flat-columns.ts';

/** Rows in a group: what is in memory at once. */
export const ROWS_IN_GROUP = 10_000;

type RowGroups = Pick<ParquetWriter, 'row_groups' | 'pendingIndexes'>;
type ColumnChunk = ParquetWriter['row_groups'][number]['columns'][number];

/** Groups that another table has written, and where its bytes began; plain data. */
export interface WrittenGroups extends RowGroups {
  /** What comes before the first group of any table. */
  readonly headerBytes: number;
}

/** A table that is written group by group. */
export class ParquetTable {
  readonly #columns: readonly FlatColumn[];
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  #values: (FlatValue | Date | bigint)[][];
  readonly #headerBytes: number;
  rows = 0;

  constructor(columns: readonly FlatColumn[]) {
    this.#columns = columns;
    this.#values = columns.map(() => []);
    const schema = [{ name: 'events', num_children: columns.length }, ...columns.map(elementOf)];
    this.#writer = new ParquetWriter({ writer: this.#bytes, schema, createdBy: 'Caseline' });
    this.#headerBytes = this.#bytes.offset;
  }

  add(valueOf: (column: FlatColumn) => FlatValue): void {
    this.#columns.forEach((column, index) => {
      this.#values[index]?.push(parquetValue(column, valueOf(column)));
    });
    this.rows += 1;
  }

  /** The bytes up to the end of the group; to be taken before more is added. */
  async endGroup(): Promise<Uint8Array> {
    const columnData = this.#columns.map(({ name }, index): ColumnSource => {
      const data = this.#values[index] ?? [];
      return { name, data };
    });
    await this.#writer.write({ columnData, rowGroupSize: ROWS_IN_GROUP });
    this.#values = this.#columns.map(() => []);
    this.rows = 0;
    return this.#taken();
  }

  /** The groups so far, for `continueWith` of another table. */
  get written(): WrittenGroups {
    const { row_groups, pendingIndexes } = this.#writer;
    return { row_groups, pendingIndexes, headerBytes: this.#headerBytes };
  }

  /**
   * Goes on as if it had written the groups of another table, whose bytes without their header come
   * next; to be called between two groups.
   */
  continueWith({ row_groups, pendingIndexes, headerBytes }: WrittenGroups, bytes: number): void {
    const by = this.#bytes.offset - headerBytes;
    for (const group of row_groups) {
      group.columns.forEach((chunk) => moveChunk(chunk, BigInt(by)));
      this.#writer.num_rows += group.num_rows;
      this.#writer.row_groups.push(group);
    }
    for (const index of pendingIndexes) {
      for (const page of index.offsetIndex?.page_locations ?? []) page.offset += BigInt(by);
      this.#writer.pendingIndexes.push(index);
    }
    this.#bytes.offset += bytes - headerBytes;
  }

  /** The last bytes: a table without its footer is no table. */
  async end(): Promise<Uint8Array> {
    const last = this.rows === 0 ? new Uint8Array() : (await this.endGroup()).slice();
    await this.#writer.finish();
    return Buffer.concat([last, this.#taken()]);
  }

  #taken(): Uint8Array {
    const taken = this.#bytes.getBytes();
    this.#bytes.index = 0;
    return taken;
  }
}

/** What a chunk says of its place in the file. */
function moveChunk(chunk: ColumnChunk, by: bigint): void {
  chunk.file_offset += by;
  const { meta_data: data } = chunk;
  if (data === undefined) return;
  data.data_page_offset += by;
  if (data.dictionary_page_offset !== undefined) data.dictionary_page_offset += by;
}

const physical = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  json: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  integer: { type: 'INT64' },
  instant: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
} as const satisfies Record<FlatColumn['type'], Partial<SchemaElement>>;

const elementOf = ({ name, type, isNullable }: FlatColumn): SchemaElement => ({
  name,
  ...physical[type],
  repetition_type: isNullable ? 'OPTIONAL' : 'REQUIRED',
});

function parquetValue({ type }: FlatColumn, value: FlatValue): FlatValue | Date | bigint {
  if (typeof value === 'number') return BigInt(value);
  return type === 'instant' && value !== null ? new Date(value) : value;
}
