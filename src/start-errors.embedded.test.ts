// Tests that errors of a start are one sentence that names the setting.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseSettings } from './settings.ts';
import { describeStartError } from './start-errors.ts';
import { openStore } from './store/open.ts';

test.each([
  import.meta.filename,
  join(import.meta.filename, 'data'),
])('a database folder that is a file, or lies below one: %s', async (DATA_DIR) => {
  const settings = parseSettings({ DATA_DIR });
  const error = await openStore(settings).catch((reason: unknown) => reason);
  expect(describeStartError(error, settings)).toBe(
    `DATA_DIR: ${DATA_DIR} is a file or lies below one; set a folder.`,
  );
});
