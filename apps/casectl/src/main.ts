import { runCasectl } from './casectl.ts';

/** Somebody closed the pipe, as `head` does: there is nobody left to tell, and no fault. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runCasectl(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  clock: { now: () => Date.now() },
});
