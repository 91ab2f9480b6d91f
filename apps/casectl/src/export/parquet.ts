import { ByteWriter, ParquetWriter, type ColumnSource, type SchemaElement } from 'hyparquet-writer';
import type { StreamFormat } from './export-format.ts';
import { flatColumns, type FlatColumn, type FlatValue } from './flat-columns.ts';
import { exportedEvents } from './wanted-events.ts';

/** Rows in a group: what is in memory at once. */
const ROWS_IN_GROUP = 10_000;

/** The columns of the CSV export, typed, in row groups; Snappy. */
export const parquet: StreamFormat = {
  hasPersonalDataUnlessRefused: false,
  streamPrefixes: ['case-', 'organization-', 'policy-'],
  prefixesAllowed: null,
  async write({ source, withPersonalData }, sink) {
    const table = new ParquetTable(flatColumns(withPersonalData));
    let written = 0;
    for await (const exported of exportedEvents(source)) {
      for (const each of exported) {
        table.add((column) => column.of(each));
        if (table.rows === ROWS_IN_GROUP) await sink.write(await table.endGroup());
      }
      written += exported.length;
    }
    await sink.write(await table.end());
    return written;
  },
};

/** A table that is written group by group. */
class ParquetTable {
  readonly #columns: readonly FlatColumn[];
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  #values: (FlatValue | Date | bigint)[][];
  rows = 0;

  constructor(columns: readonly FlatColumn[]) {
    this.#columns = columns;
    this.#values = columns.map(() => []);
    const schema = [{ name: 'events', num_children: columns.length }, ...columns.map(elementOf)];
    this.#writer = new ParquetWriter({ writer: this.#bytes, schema, createdBy: 'Caseline' });
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
