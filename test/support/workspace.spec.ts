import { expect, test } from '@jest/globals';
import * as kernel from '@caseline/event-sourcing';
test('kernel loads', () => { expect(kernel).toBeDefined(); });
