export { askWhatIf, type WhatIfAnswer } from './what-if.ts';
export { CHANGES, type ObjectiveComparison, type RefusedUnderDraft } from './comparison.ts';
export { KnownOrganizations } from './known-organizations.ts';
export { GROUPINGS, type GroupNumbers, type Grouping, type Numbers } from './numbers.ts';
export { WhatIfFault, type WhatIfFaultCode } from './what-if-fault.ts';
export type { CaseRange } from './what-if-order.ts';
