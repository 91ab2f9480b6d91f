export { askWhatIf, type WhatIfAnswer } from './what-if.ts';
export type { Change, ObjectiveComparison, RefusedUnderDraft } from './comparison.ts';
export { KnownOrganizations } from './known-organizations.ts';
export { GROUPINGS, type GroupNumbers, type Grouping, type Numbers } from './numbers.ts';
export { WhatIfFault, type WhatIfFaultCode } from './what-if-fault.ts';
export { EVERY_CASE, type CaseRange } from './what-if-order.ts';
