import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Puts a file's content on the device. */
export function syncFile(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Puts a folder's entries on the device; Windows does that by itself and cannot be asked to. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Gives a finished file its name, so that the name never stands for half a file. */
export function publishFile(temporary: string, file: string): void {
  syncFile(temporary);
  renameSync(temporary, file);
  syncFolder(dirname(file));
}

/** Writes a small file and puts it and its name on the device. */
export function writeDurably(file: string, text: string): void {
  writeFileSync(file, text, { flush: true });
  syncFolder(dirname(file));
}
