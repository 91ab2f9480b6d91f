import type { Actor } from '@caseline/event-sourcing';

/** Who `casectl` is in the events it writes for its operator. */
export const toolActor: Actor = { id: 'casectl', role: 'operator' };
