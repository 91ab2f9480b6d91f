/** What a thread runs, and how Node is started for it. */
export interface ThreadModule {
  readonly module: URL;
  readonly execArgv: string[];
}

/**
 * The module `name` beside the one whose `import.meta.url` is `beside`, for a thread of its own:
 * compiled code starts compiled code; sources start sources, which Node strips of their types.
 */
export function threadModule(name: string, beside: string): ThreadModule {
  const isSource = beside.endsWith('.ts');
  return {
    module: new URL(`./${name}.${isSource ? 'ts' : 'js'}`, beside),
    execArgv: isSource ? ['--conditions=source', '--disable-warning=ExperimentalWarning'] : [],
  };
}
