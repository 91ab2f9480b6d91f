/** Why a folder, a log or a backup cannot be used. The codes are stable. */
export type EmbeddedStoreFault =
  | 'data-folder-in-use'
  | 'data-folder-not-empty'
  | 'event-log-missing'
  | 'event-log-too-new'
  | 'event-log-corrupt'
  | 'not-an-event-log'
  | 'backup-exists'
  | 'backup-invalid'
  | 'event-store-closed';

/** Refusal of the embedded store that is not about one append. */
export class EmbeddedStoreError extends Error {
  override readonly name = 'EmbeddedStoreError';
  readonly code: EmbeddedStoreFault;

  constructor(code: EmbeddedStoreFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
