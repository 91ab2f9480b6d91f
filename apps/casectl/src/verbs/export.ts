import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Export, ExportFormat } from '../export/export-format.ts';
import { exportHelp } from '../export/export-help.ts';
import { exportFormats, isExportFormat, type ExportFormatName } from '../export/formats.ts';
import { sharingLaterHalf, type Sharing } from '../export/later-half.ts';
import { inNewFile } from '../export/new-file.ts';
import { fileSink, streamSink } from '../export/sink.ts';
import { wantedBy } from '../export/wanted-by.ts';
import { badInput } from '../failure.ts';
import { withProgress } from '../progress.ts';
import { storesOf, withLogToRead } from '../stores.ts';
import type { Given, Run, Verb } from '../verb.ts';

/** Writes events in the order of the log, or case by case, in a format for people or programs. */
export const exportEvents: Verb = {
  usage: 'export',
  summary: 'write events as NDJSON, CSV, Parquet, XES or OCEL 2.0',
  needsData: true,
  declare(command) {
    declareOutput(command);
    command
      .option('--from <instant>', 'only events at or after this instant')
      .option('--to <instant>', 'only events before this instant')
      .option('--since <instant>', 'the same as --from')
      .option('--until <instant>', 'the same as --to')
      .option('--timeline <name>', 'which instant that is: recorded (default) or occurred')
      .option('--org <id...>', 'only events of these organizations and their cases')
      .option('--kind <kind...>', 'only events of cases that are of these kinds after the event')
      .option('--after <position>', 'only events behind this position')
      .option('--stream <prefix...>', 'only streams whose id begins so')
      .option('--type <type...>', 'only events of these types')
      .option('--threads <number>', 'threads that export: 1 or 2 (default: what is quicker)')
      .addHelpText('after', exportHelp);
  },
  async run(run, given) {
    const name = formatNamed(given);
    const format = await exportFormats[name].load();
    const wanted = wantedBy(given, format);
    const withPersonalData = given.flag('personal') ?? format.hasPersonalDataUnlessRefused;
    const file = given.text('out') ?? given.text('output');
    const sharing: Sharing = { ...sharingBy(run, given), name, format };
    const events = await withLogToRead(run, given, (store) =>
      withProgress(run.surroundings.stderr, 'exporting', (progress) => {
        const onPosition = (done: number, total: number) => progress.show(done, total);
        const source = { store, wanted, onPosition };
        const whole: Export = { source, withPersonalData, laterHalf: null };
        const writing = (write: (what: Export) => Promise<number>) =>
          sharingLaterHalf(whole, sharing, write);
        if (file === undefined) return writing((what) => writeToOutput(run, format, what));
        return inNewFile(file, (unfinished) =>
          writing((what) => writeToFile(unfinished, format, what)),
        );
      }),
    );
    if (file !== undefined) await run.result({ file, events }, [`${file} holds ${events} events`]);
    // Whoever reads a pipe sees here, and by the exit code, that it was not cut short.
    else run.say(`whole: ${events} events`);
  },
};

function declareOutput(command: Command): void {
  command
    .option('--format <name>', `${Object.keys(exportFormats).join(', ')} (default: ndjson)`)
    .option('-o, --out <file>', 'write to a new file instead of standard output')
    .option('--output <file>', 'the same as --out')
    .option('--personal', 'with personal data (default for ndjson alone, whose hashes cover them)')
    .option('--no-personal', 'without personal data');
}

function formatNamed(given: Given): ExportFormatName {
  const name = given.text('format') ?? 'ndjson';
  if (isExportFormat(name)) return name;
  const known = Object.keys(exportFormats).join(', ');
  throw badInput('format-unknown', `--format is one of ${known}: ${name}`);
}

const MAX_THREADS = 2;

function sharingBy(run: Run, given: Given): Pick<Sharing, 'stores' | 'threads' | 'folderPrefix'> {
  const threads = given.count('threads');
  if (threads !== undefined && (threads < 1 || threads > MAX_THREADS)) {
    throw badInput('wrong-usage', `--threads is 1 or ${MAX_THREADS}: ${threads}`);
  }
  // Beside the file there is room for the file.
  const file = given.text('out') ?? given.text('output') ?? join(tmpdir(), 'caseline-export');
  return { stores: storesOf(run, given), threads, folderPrefix: `${file}.half-` };
}

async function writeToOutput(run: Run, format: ExportFormat, what: Export): Promise<number> {
  if (!('writeFile' in format)) return format.write(what, streamSink(run.surroundings.stdout));
  throw badInput('file-needed', 'this format is a database: name a file with --out');
}

async function writeToFile(file: string, format: ExportFormat, what: Export): Promise<number> {
  const handle = await open(file, 'wx');
  try {
    if ('writeFile' in format) return await format.writeFile(what, file);
    return await format.write(what, fileSink(handle));
  } finally {
    await handle.close();
  }
}
