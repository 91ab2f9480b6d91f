export { rebuildViews, startProjector } from './projector.ts';
export type { Projector, ProjectorSettings } from './projector.ts';
export { openProjector } from './open-projector.ts';
export { startProjectorThread } from './projector-thread.ts';
export type { ProjectorThread, ProjectorThreadSettings } from './projector-thread.ts';
