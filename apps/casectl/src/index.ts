export { runCasectl } from './casectl.ts';
export type { Surroundings } from './surroundings.ts';
