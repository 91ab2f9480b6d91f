import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CaseEngine, type Asking, type GivenCommand } from '@caseline/case-engine';
import type { CommandOutcome } from '@caseline/event-sourcing';

/** A command of an organization, on the Nest command bus. */
export class ExecuteOrganizationCommand {
  constructor(
    readonly organizationId: string,
    readonly given: GivenCommand,
    readonly asking: Asking,
  ) {}
}

/** Hands a command of an organization to the engine. */
@CommandHandler(ExecuteOrganizationCommand)
export class ExecuteOrganizationCommandHandler implements ICommandHandler<
  ExecuteOrganizationCommand,
  CommandOutcome
> {
  constructor(@Inject(CaseEngine) private readonly engine: CaseEngine) {}

  execute({ organizationId, given, asking }: ExecuteOrganizationCommand): Promise<CommandOutcome> {
    return this.engine.organizations.command(organizationId, given, asking);
  }
}
