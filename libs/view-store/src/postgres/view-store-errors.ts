/** PostgreSQL does not answer. What failed may be tried again; the message says where it was. */
export class ViewStoreUnreachable extends Error {
  override readonly name = 'ViewStoreUnreachable';
  readonly code = 'view-store-unreachable';
}

/** The schema was written by a later version of Caseline: run that one, or restore a backup. */
export class ViewSchemaNewer extends Error {
  override readonly name = 'ViewSchemaNewer';
  readonly code = 'view-schema-newer';
}

/** PostgreSQL refuses the user, or something that the user must be allowed to do. */
export class ViewStoreForbidden extends Error {
  override readonly name = 'ViewStoreForbidden';
  readonly code = 'view-store-forbidden';
}

/** Something is not as it should be, and the work goes on all the same; told to `onFault`. */
export class ViewStoreNotice extends Error {
  override readonly name = 'ViewStoreNotice';
  readonly code = 'view-store-notice';
}
