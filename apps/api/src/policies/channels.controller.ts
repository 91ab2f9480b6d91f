import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { CaseEngine, PolicyNotPublished } from '@caseline/case-engine';
import { z } from 'zod';
import type { AuthenticatedRequest } from '../access/access.guard.ts';
import { AllowAuthenticated } from '../access/allow.ts';
import { Describe } from '../openapi/describe.ts';
import { problem } from '../problems/problem.ts';
import { ZodPipe } from '../requests/zod.pipe.ts';
import { channelsOf } from './channels-of.ts';
import { channelsAnswer, type ChannelsAnswer } from './policy-answers.ts';

const channelsQuery = z.strictObject({
  pack: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('Id of a pack; absent: the one of your organization.'),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be an ISO 3166 alpha-2 code')
    .optional()
    .describe('Country to look up in the phone directory; absent: the one of your organization.'),
});

/** Hours, numbers, notices and referrals for whoever wants to reach the provider. */
@Controller('v1/channels')
export class ChannelsController {
  constructor(@Inject(CaseEngine) private readonly engine: CaseEngine) {}

  @Get()
  @AllowAuthenticated()
  @Describe({
    summary: 'How to reach the provider: channels, hours, phone numbers, notices, referrals.',
    tag: 'Reference',
    operationId: 'readChannels',
    query: channelsQuery,
    answer: { status: 200, schema: channelsAnswer },
    problems: ['not-found'],
  })
  async read(
    @Query(new ZodPipe(channelsQuery)) query: z.output<typeof channelsQuery>,
    @Req() { principal }: AuthenticatedRequest,
  ): Promise<ChannelsAnswer> {
    const { organizations } = this.engine;
    const organization = await organizations.find(principal.organizationId ?? null);
    const id = query.pack ?? organization?.packId;
    if (id === undefined || id === null) {
      throw problem('invalid-request', 'State a pack: you belong to no registered organization.', {
        errors: [{ pointer: 'pack', code: 'required', detail: 'no organization has one for you' }],
      });
    }
    return channelsOf(await this.#current(id), query.country ?? organization?.country ?? null);
  }

  async #current(id: string) {
    try {
      return await this.engine.policies.current(id);
    } catch (error) {
      if (error instanceof PolicyNotPublished) throw problem('not-found', 'There is no such pack.');
      throw error;
    }
  }
}
