import { lifecycleDiagram } from '@caseline/case-lifecycle';
import { badInput } from '../failure.ts';
import type { Verb } from '../verb.ts';

/** Draws the lifecycle from the chart that the engine runs. */
export const diagram: Verb = {
  usage: 'diagram',
  summary: 'draw the lifecycle of a case',
  needsData: false,
  declare(command) {
    command.option('--format <format>', 'mermaid', 'mermaid');
  },
  async run(run, given) {
    const format = given.text('format');
    if (format !== 'mermaid') throw badInput('wrong-usage', `no such format: ${format}`);
    const drawn = lifecycleDiagram();
    await run.result({ format, diagram: drawn }, [drawn.trimEnd()]);
  },
};
