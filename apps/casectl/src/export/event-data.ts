import type { RecordedEvent } from '@caseline/event-sourcing';

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (data: unknown): Fields =>
  // An object of JSON is a record of its fields.
  typeof data === 'object' && data !== null ? (data as Fields) : {};

/** The fields of an event without the group that holds all its personal data. */
export function impersonalData({ data }: Pick<RecordedEvent, 'data'>): Fields {
  const fields = fieldsOf(data);
  if (!('personal' in fields)) return fields;
  const { personal: _personal, ...impersonal } = fields;
  return impersonal;
}

/** The personal data of an event; no field where it has none. */
export const personalFields = ({ data }: Pick<RecordedEvent, 'data'>): Fields =>
  fieldsOf(fieldsOf(data)['personal']);
