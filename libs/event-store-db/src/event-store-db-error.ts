/** Why a store cannot be opened or read. The codes are stable. */
export type EventStoreDbFault =
  | 'connection-string-invalid'
  | 'event-store-unreachable'
  | 'event-store-not-ready'
  | 'event-store-certificate-refused'
  | 'event-store-access-denied'
  | 'event-store-too-old'
  | 'position-unknown'
  | 'position-too-large'
  | 'event-store-closed';

/** Refusal of the store that is not about one append; the message says what to do. */
export class EventStoreDbError extends Error {
  override readonly name = 'EventStoreDbError';
  readonly code: EventStoreDbFault;

  constructor(code: EventStoreDbFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
