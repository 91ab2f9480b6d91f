import { Controller, Get } from '@nestjs/common';
import { describeLifecycle, lifecycleDiagram } from '@caseline/case-lifecycle';
import { z } from 'zod';
import { AllowAuthenticated } from '../access/allow.ts';
import { Describe } from '../openapi/describe.ts';

const answer = z.object({
  chart: z.record(z.string(), z.unknown()).describe('regions, states and transitions'),
  diagram: z.string().describe('the same as a Mermaid diagram'),
});

/** The statechart that the engine runs: the one source of what is allowed when. */
@Controller('v1/lifecycle')
export class LifecycleController {
  @Get()
  @AllowAuthenticated()
  @Describe({
    summary: 'The lifecycle of a case: states, transitions and a diagram.',
    tag: 'Reference',
    operationId: 'readLifecycle',
    answer: { status: 200, schema: answer },
  })
  read() {
    return { chart: describeLifecycle(), diagram: lifecycleDiagram() };
  }
}
