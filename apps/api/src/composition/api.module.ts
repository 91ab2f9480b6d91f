import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { CaseEngine } from '@caseline/case-engine';
import type { ProcessTelemetry } from '@caseline/hosting';
import { Metrics } from '@caseline/telemetry';
import { AccessGuard } from '../access/access.guard.ts';
import { TokenVerifier } from '../access/token-verifier.ts';
import { CaseCommandsController } from '../cases/case-commands.controller.ts';
import { CaseController } from '../cases/case.controller.ts';
import { CasesController } from '../cases/cases.controller.ts';
import { ExecuteCaseCommandHandler } from '../cases/execute-case-command.ts';
import { ExplanationController } from '../cases/explanation.controller.ts';
import { HistoryController } from '../cases/history.controller.ts';
import { LifecycleController } from '../lifecycle/lifecycle.controller.ts';
import { LOGGER, type ApiLogger } from '../logging.ts';
import { ExecuteOrganizationCommandHandler } from '../organizations/execute-command.ts';
import { OrganizationsController } from '../organizations/organizations.controller.ts';
import { CLOCK, EVENT_STORE, QUERIES, SETTINGS } from '../ports.ts';
import type { CaseQueries, Clock, EventStore, Settings } from '../ports.ts';
import type { HealthSources } from '../health/health-sources.ts';
import { ProblemFilter } from '../problems/problem.filter.ts';
import { QueueController } from '../queue/queue.controller.ts';
import { referenceControllers, referenceProviders } from '../reference-parts.ts';
import { ViewReader } from '../requests/view-reader.ts';
import { SlaController } from '../sla/sla.controller.ts';
import { WaitEstimateController } from '../wait/wait-estimate.controller.ts';

/** What the controllers work on, made before Nest starts. */
export interface ApiParts {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly logger: ApiLogger;
  readonly store: EventStore;
  readonly engine: CaseEngine;
  readonly queries: CaseQueries;
  readonly tokens: TokenVerifier;
  readonly health: HealthSources;
  readonly telemetry: Pick<ProcessTelemetry, 'metrics' | 'tracing'>;
}

/** All routes with what they work on; every route is guarded, every fault is a problem. */
@Module({})
export class ApiModule {
  static of(parts: ApiParts): DynamicModule {
    return {
      module: ApiModule,
      imports: [CqrsModule.forRoot()],
      controllers: [
        CasesController,
        CaseController,
        HistoryController,
        ExplanationController,
        CaseCommandsController,
        OrganizationsController,
        QueueController,
        SlaController,
        WaitEstimateController,
        LifecycleController,
        ...referenceControllers,
      ],
      providers: [
        ExecuteCaseCommandHandler,
        ExecuteOrganizationCommandHandler,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: SETTINGS, useValue: parts.settings },
        { provide: CLOCK, useValue: parts.clock },
        { provide: LOGGER, useValue: parts.logger },
        { provide: EVENT_STORE, useValue: parts.store },
        { provide: CaseEngine, useValue: parts.engine },
        { provide: QUERIES, useValue: parts.queries },
        { provide: TokenVerifier, useValue: parts.tokens },
        ViewReader,
        { provide: Metrics, useValue: parts.telemetry.metrics },
        ...referenceProviders(parts.health),
      ],
    };
  }
}
