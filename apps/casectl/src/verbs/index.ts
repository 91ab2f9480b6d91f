import type { Verb } from '../verb.ts';

type Load = () => Promise<Verb>;

/** Every verb by its words, in the order of `--help`; each is read only when it is needed. */
const verbs: Readonly<Record<string, Load>> = {
  history: async () => (await import('./history.ts')).history,
  show: async () => (await import('./show.ts')).show,
  explain: async () => (await import('./explain.ts')).explain,
  verify: async () => (await import('./verify.ts')).verify,
  seal: async () => (await import('./seal.ts')).seal,
  prove: async () => (await import('./prove.ts')).prove,
  'check-proof': async () => (await import('./check-proof.ts')).checkProof,
  rebuild: async () => (await import('./rebuild.ts')).rebuild,
  import: async () => (await import('./import.ts')).importEvents,
  export: async () => (await import('./export.ts')).exportEvents,
  verdicts: async () => (await import('./verdicts.ts')).verdicts,
  'what-if': async () => (await import('./what-if.ts')).whatIf,
  calendar: async () => (await import('./calendar.ts')).calendar,
  'policy check': async () => (await import('./policy-check.ts')).policyCheck,
  'policy publish': async () => (await import('./policy-publish.ts')).policyPublish,
  'policy list': async () => (await import('./policy-list.ts')).policyList,
  diagram: async () => (await import('./diagram.ts')).diagram,
  backup: async () => (await import('./backup.ts')).backup,
  restore: async () => (await import('./restore.ts')).restore,
  migrate: async () => (await import('./migrate.ts')).migrate,
  token: async () => (await import('./token.ts')).token,
  config: async () => (await import('./config.ts')).config,
};

/** The verbs that a command line may mean: the one it names, else all, for help and complaints. */
export function verbsFor(args: readonly string[]): Promise<readonly Verb[]> {
  const named = verbs[args[0] ?? ''] ?? verbs[args.slice(0, 2).join(' ')];
  const loads = named === undefined ? Object.values(verbs) : [named];
  return Promise.all(loads.map((load) => load()));
}
