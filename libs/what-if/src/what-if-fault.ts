/** Why a question cannot be answered; the code is stable. */
export type WhatIfFaultCode =
  | 'log-empty'
  | 'policy-judges-no-case'
  | 'organization-unknown'
  | 'range-empty'
  | 'instant-before-first-case'
  | 'instant-after-last-case'
  | 'what-if-stopped'
  | 'what-if-out-of-memory'
  | 'what-if-failed';

/** A question about a log that has no answer, with the sentence for whoever asked. */
export class WhatIfFault extends Error {
  override readonly name = 'WhatIfFault';
  readonly code: WhatIfFaultCode;

  constructor(code: WhatIfFaultCode, detail: string) {
    super(detail);
    this.code = code;
  }
}
