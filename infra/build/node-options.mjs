/**
 * What Node itself is told, per program, in `node-options.json`.
 *
 * Room for short-lived data is in MiB. A server makes much of it: with more room the collector runs
 * a fourth as often. A tool folds large batches: with Node's own choice a rebuild takes 600 MiB,
 * and is no faster. Of what lives longer the collector looks again before it has doubled, which
 * takes a fifth off the peak and no time.
 *
 * `fetch` parses answers in WebAssembly, whose calls back to JavaScript V8 compiles anew after a
 * thousand of them. Node 24 has died there by a segmentation fault, twice (`TierUpWasmToJSWrapper`
 * frees code that was let go elsewhere): that compilation is put off past any run.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const options = JSON.parse(readFileSync(join(import.meta.dirname, 'node-options.json'), 'utf8'));

/** What Node is told before the main module of `app`, such as `apps/api`. */
export const nodeOptions = (app) => [...options.every, ...(options[app] ?? [])];
