/** A thread that checks the chains of an export while another one builds its tree. */
import { parentPort, workerData } from 'node:worker_threads';
import { checkChains } from './chain-check.ts';
import { ExportFile } from './export-lines.ts';

const file = new ExportFile(String(workerData));
parentPort?.postMessage(checkChains(file));
file.close();
