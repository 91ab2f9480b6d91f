/** Tables of a made-up view, its rows, and what is written of them. */
import { START } from '@caseline/event-sourcing';
import type {
  Row,
  TableDefinition,
  ViewChanges,
  ViewDefinition,
  ViewGeneration,
} from '@caseline/event-sourcing';

export const tallies: TableDefinition = {
  name: 'tallies',
  columns: {
    owner: 'text not null',
    day: 'bigint not null',
    count: 'integer not null',
    note: 'text',
  },
  primaryKey: ['owner', 'day'],
  keyColumns: ['owner'],
  load: 'all',
  indexes: [{ name: 'busy', columns: ['count', 'owner'], where: 'count > 1' }],
};

export const recent: TableDefinition = {
  ...tallies,
  name: 'recent',
  load: { column: 'day', bound: () => 0 },
  indexes: [],
};

export const sums: TableDefinition = {
  name: 'sums',
  columns: { owner: 'text not null', count: 'bigint not null', worth: 'integer not null' },
  primaryKey: ['owner'],
  keyColumns: ['owner'],
  load: 'sums',
  indexes: [],
};

export const view: ViewDefinition = { name: 'tally', version: 1, tables: [tallies, recent, sums] };
export const nextVersion: ViewDefinition = { ...view, version: 2 };

export const row = (owner: string, day: number, count: number): Row => ({
  owner,
  day,
  count,
  note: null,
});

export const manyRows = (owner: string, many: number, count: number): readonly Row[] =>
  Array.from({ length: many }, (_, day) => row(owner, day, count));

export const at = (position: number) => ({ position, eventId: `event-${position}` });

interface Written {
  readonly from?: number;
  readonly to: number;
  readonly puts?: readonly Row[];
  readonly removes?: readonly Row[];
  readonly loaded?: ReadonlyMap<Row, Row>;
  readonly table?: TableDefinition;
}

export const changes = (target: ViewGeneration, written: Written): ViewChanges => ({
  target,
  from: written.from ?? START,
  to: at(written.to),
  tables: [
    {
      table: written.table ?? tallies,
      puts: written.puts ?? [],
      removes: written.removes ?? [],
      ...(written.loaded === undefined ? {} : { loaded: written.loaded }),
    },
  ],
  quarantined: [],
  released: [],
});

export const keyOf = (owner: string, bound = 0) => ({ key: [owner], bound });
