/** Reads `text/event-stream` as a browser does, for tests of the feed. */

/** An event as a client sees it. */
export interface StreamedEvent {
  readonly id: number | undefined;
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** A block between empty lines: an event, or only an id, a comment or the time to retry. */
export interface StreamedBlock {
  readonly text: string;
  readonly id: number | undefined;
  readonly event: StreamedEvent | undefined;
}

/** The blocks of an answer as they arrive; leaving the loop closes the connection. */
export async function* blocksOf(response: Response): AsyncGenerator<StreamedBlock> {
  if (response.body === null) throw new Error('the answer has no body');
  let rest = '';
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + piece).split('\n\n');
    rest = parts.pop() ?? '';
    for (const text of parts) yield blockOf(text);
  }
}

/** The events of an answer until there are enough of them. */
export async function eventsOf(
  response: Response,
  isEnough: (events: readonly StreamedEvent[]) => boolean,
): Promise<readonly StreamedEvent[]> {
  const events: StreamedEvent[] = [];
  for await (const { event } of blocksOf(response)) {
    if (event !== undefined) events.push(event);
    if (isEnough(events)) break;
  }
  return events;
}

function blockOf(text: string): StreamedBlock {
  const fields = new Map(
    text.split('\n').map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
    }),
  );
  const id = fields.has('id') ? Number(fields.get('id')) : undefined;
  const data = fields.get('data');
  if (data === undefined) return { text, id, event: undefined };
  const parsed = JSON.parse(data) as Record<string, unknown>;
  return { text, id, event: { id, type: fields.get('event') ?? 'message', data: parsed } };
}
