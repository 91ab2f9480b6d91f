import { z } from 'zod';

/** The envelope's metadata as it is stored, with the id of the event; more keys are kept. */
const schema = z.looseObject({
  eventId: z.string().min(1),
  schemaVersion: z.int().positive(),
  actor: z.looseObject({ id: z.string(), role: z.string() }),
  commandId: z.string(),
  commandFingerprint: z.string(),
  occurredAt: z.iso.datetime(),
  $correlationId: z.string(),
  $causationId: z.string(),
  policyVersion: z.string().nullable(),
  recordedAt: z.iso.datetime(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

export type StoredMetadata = z.output<typeof schema>;

/** Something parsed as stored metadata, or in words what keeps it from being that. */
export function storedMetadata(value: unknown): StoredMetadata | string {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const [fault] = checked.error.issues;
  return `${['metadata', ...(fault?.path ?? [])].join('/')}: ${fault?.message}`;
}
