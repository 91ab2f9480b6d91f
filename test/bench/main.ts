/**
 * `npm run bench [NAME…]`: measures and prints one table. Ratios are of rates taken in turns within
 * this run, because absolute figures drift with the machine. Exit code 0: nothing falls short.
 */
import { availableParallelism } from 'node:os';
import { benches } from './benches.ts';
import { tableOf } from './figure.ts';
import type { Bench, Figure } from './figure.ts';

const names = process.argv.slice(2);
const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  const known = benches.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`).join('\n');
  console.error(`unknown: ${unknown.join(', ')}. There are:\n${known}`);
  process.exit(2);
}

const chosen = benches.filter(({ name }) => names.length === 0 || names.includes(name));
const figures: Figure[] = [];
for (const bench of chosen) figures.push(...(await measured(bench)));
console.log(`Node ${process.versions.node}, ${availableParallelism()} cores\n`);
console.log(tableOf(figures));
process.exit(figures.some(({ verdict }) => verdict === 'short') ? 1 : 0);

/** One bench after the other: they would share the cores. */
async function measured(bench: Bench): Promise<readonly Figure[]> {
  console.error(`== ${bench.name}: ${bench.about}`);
  return bench.run((step) => console.error(`   ${step}`));
}
