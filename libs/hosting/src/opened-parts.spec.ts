import { describe, expect, test } from '@jest/globals';
import { OpenedParts } from './opened-parts.ts';

const part = (name: string, closed: string[]) => ({
  close: () => {
    closed.push(name);
    return Promise.resolve();
  },
});

describe('what a process has opened', () => {
  test('is closed in the opposite order, also what was still being opened', async () => {
    const closed: string[] = [];
    const opened = new OpenedParts();
    opened.add(part('log', closed));
    const opening = Promise.withResolvers<ReturnType<typeof part>>();
    void opened.begin(opening.promise);
    opened.add(part('http', closed));
    const closing = opened.close();
    opening.resolve(part('views', closed));
    await closing;
    expect(closed).toEqual(['http', 'views', 'log']);
  });

  test('is closed although a part could not be opened; who waits for it learns why', async () => {
    const closed: string[] = [];
    const opened = new OpenedParts();
    opened.add(part('log', closed));
    const views = opened.begin(Promise.reject(new Error('no room')));
    await opened.close();
    expect(closed).toEqual(['log']);
    await expect(views).rejects.toThrow('no room');
  });
});
