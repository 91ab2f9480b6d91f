export { developmentKey, signToken } from './access/development-key.ts';
export type { TokenRole } from './access/principal.ts';
export { startServer, type RunningServer } from './server.ts';
