import { createInterface } from 'node:readline';
import { answerBusinessTimeLine } from '@caseline/business-calendar';
import type { Verb } from '../verb.ts';

/** Answers are written in pieces of about this many characters. */
const PIECE_LENGTH = 65_536;

/** Answers questions of business time, one JSON line each; empty lines are passed over. */
export const calendar: Verb = {
  usage: 'calendar',
  summary: 'answer JSON lines of business-time questions on standard input',
  needsData: false,
  declare(command) {
    command.addHelpText(
      'after',
      '\nA line is {"id", "op", "calendar", "start", ...} with op add, add_paused, within or\n' +
        'retarget; its answer {"id", "result"}, or {"id", "error"} and exit code 1 at the end.',
    );
  },
  async run(run) {
    const lines = createInterface({ input: run.surroundings.stdin, crlfDelay: Infinity });
    let piece: string[] = [];
    let length = 0;
    for await (const line of lines) {
      if (line.trim() === '') continue;
      const answer = answerBusinessTimeLine(line);
      if ('error' in answer) run.exit = 'finding';
      const text = JSON.stringify(answer);
      piece.push(text);
      length += text.length;
      if (length < PIECE_LENGTH) continue;
      await run.print(piece.join('\n'));
      piece = [];
      length = 0;
    }
    await run.print(piece.join('\n'));
  },
};
