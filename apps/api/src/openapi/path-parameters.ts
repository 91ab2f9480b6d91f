import { z } from 'zod';

/** Every parameter that a path of the API can have; a test finds paths with others. */
export const pathParameters: Readonly<Record<string, z.ZodType>> = {
  caseId: z.uuid(),
  organizationId: z.uuid(),
  objectiveId: z.string().describe('such as first-response-1, unique within the case'),
  id: z.string().describe('id of a policy pack'),
  version: z.int().min(1).describe('version of the policy pack'),
  whatIfId: z.uuid().describe('as the answer of a what-if says'),
  figure: z.string().describe('as the catalogue of figures names it'),
  code: z.string().describe('code of a problem'),
};
