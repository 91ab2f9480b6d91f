import type { z } from 'zod';
import type { CaseCommandDefinition, Role } from '../case-command.ts';

/** Roles of the provider that work on cases; leads may do all that agents do. */
export const provider: readonly Role[] = ['agent', 'lead'];

/** Only administrators of the customer speak for it (W1, V3, G2). */
export const customer: readonly Role[] = ['administrator'];

type Stated<Payload> = Omit<CaseCommandDefinition<NoInfer<Payload>>, 'schema' | 'backdatable'> & {
  readonly schema: z.ZodType<Payload>;
  readonly backdatable?: boolean;
};

/** A command with the type of its payload taken from its schema. */
export const defineCommand = <Payload>(
  stated: Stated<Payload>,
): CaseCommandDefinition<Payload> => ({ backdatable: false, ...stated });
