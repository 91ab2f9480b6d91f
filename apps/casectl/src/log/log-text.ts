import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { LogFault } from './log-case.ts';

/** The first bytes of every gzip file, whatever it is called. */
const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** Told how many bytes of the file have been read. */
export type OnBytes = (read: number) => void;

/**
 * The text of a log in pieces, unpacked where it is packed, checked to be UTF-8. Throws `LogFault`
 * where the file ends too early or holds other bytes.
 */
export async function* readLogText(file: string, onBytes: OnBytes): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const isPacked = await hasGzipMagic(file);
  const source = createReadStream(file);
  let read = 0;
  source.on('data', (chunk) => onBytes((read += chunk.length)));
  const bytes = isPacked ? unpacked(source) : source;
  try {
    for await (const chunk of bytes) yield decoder.decode(chunk as Buffer, { stream: true });
    yield decoder.decode();
  } catch (error) {
    throw faultOf(error) ?? error;
  } finally {
    source.destroy();
  }
}

async function hasGzipMagic(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(GZIP_MAGIC.length));
    return bytesRead === GZIP_MAGIC.length && GZIP_MAGIC.every((byte, at) => buffer[at] === byte);
  } finally {
    await handle.close();
  }
}

function unpacked(source: Readable): Readable {
  const gunzip = createGunzip();
  // The reader of the unpacked bytes has the error; here it only must not end the process.
  pipeline(source, gunzip, () => undefined);
  return gunzip;
}

function faultOf(error: unknown): LogFault | undefined {
  // By its code alone: an error of the platform may be of another realm than this module.
  const isCoded = typeof error === 'object' && error !== null && 'code' in error;
  const code = isCoded ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return new LogFault('log-truncated', 'the packed log ends too early');
  if (code.startsWith('Z_')) return new LogFault('log-malformed', `cannot be unpacked: ${code}`);
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new LogFault('log-not-utf8', 'the log is not UTF-8 text');
  }
  return undefined;
}
