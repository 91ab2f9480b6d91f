import { readSettings, runProcess } from '@caseline/hosting';
import { printAccess } from './development/print-access.ts';
import { startServer } from './server.ts';

const { url, access } = await runProcess('Caseline', async () =>
  startServer(readSettings(process.env)),
);
console.log(`Caseline listens on ${url}`);
if (access !== null) printAccess(url, access);
