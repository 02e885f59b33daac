// Tests in Chromium that the first page does not repeat a list of allowed hosts in a command.
import { expect, test } from 'vitest';
import { useInterface } from '../../testing/interface.ts';

const { open } = useInterface({ ALLOWED_TARGET_HOSTS: 'public,*.corp.example,!bad.corp.example' });

test('a list of allowed hosts is to be extended where it is set', async () => {
  const page = await open('/');
  await page.getByText('add localhost to ALLOWED_TARGET_HOSTS, and restart the service.').waitFor();
  const commands = await page.locator('main pre').allTextContents();
  expect(commands).toEqual([expect.stringMatching(/^curl /)]);
  expect(await page.locator('main').textContent()).not.toContain('corp.example');
});
