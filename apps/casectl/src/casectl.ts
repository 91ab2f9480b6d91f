import { Command, CommanderError } from 'commander';
import { exitCodeHelp, exitCodes } from './exit-codes.ts';
import type { Failure } from './failure.ts';
import type { Surroundings } from './surroundings.ts';
import { verbsFor } from './verbs/index.ts';
import { Given, Run, type Verb } from './verb.ts';

/**
 * Runs one command line, given without the name of the program, and answers the exit code. Only the
 * result goes to standard output. Never throws.
 */
export async function runCasectl(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  let exit: number = exitCodes.ok.code;
  try {
    const declared = await verbsFor(args);
    const program = programOf(declared, surroundings, (code) => (exit = code));
    await program.parseAsync(args, { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok.code;
    const { asFailure } = await import('./failure-of-error.ts');
    const failure = asFailure(error);
    // Commander has said what is wrong with the usage already.
    if (!(error instanceof CommanderError)) report(failure, args, surroundings);
    return exitCodes[failure.exit].code;
  }
}

function report(failure: Failure, args: readonly string[], { stderr }: Surroundings): void {
  const { code, message: detail, facts } = failure;
  const text = args.includes('--json')
    ? JSON.stringify({ error: { code, detail, ...facts } })
    : `casectl: ${detail} (${code})`;
  stderr.write(`${text}\n`);
}

function programOf(
  verbs: readonly Verb[],
  surroundings: Surroundings,
  ended: (exitCode: number) => void,
): Command {
  const program = new Command('casectl')
    .description('Caseline on the command line: history, proof, import, export.')
    .addHelpText('after', `\n${exitCodeHelp()}`)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => surroundings.stdout.write(text),
      writeErr: (text) => surroundings.stderr.write(text),
    });
  for (const verb of verbs) declare(program, verb, { surroundings, ended });
  return program;
}

function declare(
  program: Command,
  verb: Verb,
  by: { readonly surroundings: Surroundings; readonly ended: (exitCode: number) => void },
): void {
  const words = verb.usage.split(' ');
  const group = words[0] === 'policy' ? policyGroup(program) : program;
  const command = group
    .command(words.slice(group === program ? 0 : 1).join(' '))
    .description(verb.summary)
    .option('--json', 'print the result as JSON');
  if (verb.needsData) {
    command.option(
      '--data <folder>',
      'data folder; without it EVENTSTORE_URL and CASELINE_DATA count',
    );
  }
  verb.declare(command);
  command.action(async () => {
    const run = new Run(by.surroundings, command.opts());
    await verb.run(run, new Given(command.args, command.opts()));
    by.ended(exitCodes[run.exit].code);
  });
}

const policyGroup = (program: Command): Command =>
  program.commands.find((command) => command.name() === 'policy') ??
  program.command('policy').description('check, publish and list policy packs');
