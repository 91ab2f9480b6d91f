import { formatInstant, parseInstant } from '@caseline/business-calendar';
import { toInstant, type Instant } from '@caseline/event-sourcing';
import { badInput } from './failure.ts';

/** An instant from the command line, as events have it; undefined when it was not said. */
export function instantOf(option: string, said: string | undefined): Instant | undefined {
  if (said === undefined) return undefined;
  const epochMs = parseInstant(said);
  if (epochMs !== undefined) return toInstant(epochMs);
  const example = formatInstant(0);
  throw badInput('instant-invalid', `${option} is an instant such as ${example}: ${said}`);
}
