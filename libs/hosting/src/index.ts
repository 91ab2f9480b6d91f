export type { StoreFault } from '@caseline/event-store-db';
export {
  healthReport,
  openHealthEndpoint,
  type HealthReason,
  type HealthReport,
} from './health-endpoint.ts';
export { openLeases, type Lease, type Leases } from './leases.ts';
export { createLogger, type Logger } from './logger.ts';
export { pause } from './pause.ts';
export { openEngine } from './open-engine.ts';
export { OpenedParts, type Closable } from './opened-parts.ts';
export { openTelemetry, type ProcessTelemetry } from './process-telemetry.ts';
export { runProcess } from './run-process.ts';
export {
  printableSettings,
  readSettings,
  settingDefinitions,
  SettingsRefused,
  type Settings,
} from './settings.ts';
export { openLog, type OpenedLog, type StoreSettings } from './stores.ts';
export { openCaseQueries, openViewStore } from './views.ts';
