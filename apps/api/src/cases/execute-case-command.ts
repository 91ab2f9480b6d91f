import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Inject } from '@nestjs/common';
import { CaseEngine, type Asking, type GivenCommand } from '@caseline/case-engine';
import type { CommandOutcome } from '@caseline/event-sourcing';
import { Metrics } from '@caseline/telemetry';

/** A command of a case, on the Nest command bus. */
export class ExecuteCaseCommand {
  constructor(
    readonly caseId: string,
    readonly given: GivenCommand,
    readonly asking: Asking,
  ) {}
}

/** Hands a command of a case to the engine. */
@CommandHandler(ExecuteCaseCommand)
export class ExecuteCaseCommandHandler implements ICommandHandler<
  ExecuteCaseCommand,
  CommandOutcome
> {
  constructor(
    @Inject(CaseEngine) private readonly engine: CaseEngine,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  execute({ caseId, given, asking }: ExecuteCaseCommand): Promise<CommandOutcome> {
    return this.metrics.measure(given.name, () => this.engine.command(caseId, given, asking));
  }
}
