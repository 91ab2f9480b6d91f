import { hash } from 'node:crypto';

/** The bytes of one SHA-256. */
const HASH_BYTES = 32;

const LEAF_PREFIX = '\0';
const LEAF_PREFIX_BYTE = Buffer.from(LEAF_PREFIX);
const NODE_PREFIX = 0x01;

/** 32 bytes: a leaf or a node of the tree. */
export type TreeHash = Buffer;

/** The root of a tree without leaves: SHA-256 of nothing (RFC 6962, 2.1). */
export const EMPTY_ROOT: TreeHash = hash('sha256', '', 'buffer');

/** Written anew for every node, since a buffer a node costs as much as hashing it. */
const node = Buffer.alloc(1 + 2 * HASH_BYTES, NODE_PREFIX);

/** Hash of a leaf: SHA-256 of 0x00 and the leaf's bytes, a text as UTF-8 (RFC 6962, 2.1). */
export function leafHash(leaf: Buffer | string): TreeHash {
  const prefixed =
    typeof leaf === 'string' ? `${LEAF_PREFIX}${leaf}` : Buffer.concat([LEAF_PREFIX_BYTE, leaf]);
  return treeHash(prefixed);
}

/**
 * Hash of a node: SHA-256 of 0x01, the left and the right hash below it (RFC 6962, 2.1). Throws
 * `RangeError` for a hash of another length, which would leave bytes of the last node standing.
 */
export function nodeHash(left: TreeHash, right: TreeHash): TreeHash {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES) {
    throw new RangeError(`a hash of the tree has ${HASH_BYTES} bytes`);
  }
  left.copy(node, 1);
  right.copy(node, 1 + HASH_BYTES);
  return treeHash(node);
}

/** By way of a text: a digest in a buffer of its own memory costs three times as much. */
const treeHash = (bytes: Buffer | string): TreeHash =>
  Buffer.from(hash('sha256', bytes, 'binary'), 'latin1');

/** The 32 bytes that a base64 text stands for; undefined where it is anything else. */
export function treeHashOf(base64: string): TreeHash | undefined {
  const bytes = bytesOf(base64);
  return bytes?.length === HASH_BYTES ? bytes : undefined;
}

/**
 * The bytes of a base64 text (RFC 4648, section 4, with padding); undefined where the text is not
 * exactly what those bytes are written as. `Buffer.from` alone skips what it does not know.
 */
export function bytesOf(base64: string): Buffer | undefined {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.toString('base64') === base64 ? bytes : undefined;
}
