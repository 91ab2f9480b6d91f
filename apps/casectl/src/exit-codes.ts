/** What the exit code of `casectl` means: the one table, printed by `--help` too. */
export const exitCodes = {
  ok: { code: 0, meaning: 'done' },
  finding: { code: 1, meaning: 'done, and something was found: a fault, a line without an answer' },
  usage: { code: 2, meaning: 'wrong usage or input: an argument, a file, a mapping, a log' },
  store: { code: 3, meaning: 'the data folder or its log cannot be used' },
  refused: { code: 4, meaning: 'a rule refuses it; nothing was written' },
  bug: { code: 70, meaning: 'a bug of casectl' },
} as const satisfies Record<string, { readonly code: number; readonly meaning: string }>;

export type Exit = keyof typeof exitCodes;

/** The table as lines of `--help`. */
export const exitCodeHelp = (): string => {
  const lines = Object.values(exitCodes).map(({ code, meaning }) => `  ${code}  ${meaning}`);
  return ['Exit codes:', ...lines].join('\n');
};
