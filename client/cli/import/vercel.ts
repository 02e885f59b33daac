// Imports the `crons` of a vercel.json.

import { requireBaseUrl } from './base-url.ts';
import { Collection, type Imported, type ImportOptions } from './collection.ts';
import { joinUrl, readJsonItems, textAt } from './request.ts';
import { toSchedule } from './schedule.ts';

export function importVercel(text: string, options: ImportOptions): Imported {
  const baseUrl = requireBaseUrl(options, 'the URL of the deployment, such as https://app.example.com');
  const found = new Collection();
  for (const [index, cron] of readJsonItems(text, 'vercel.json', ['crons']).entries()) {
    const path = textAt(cron, 'path');
    const where = `crons[${index}]`;
    if (path === undefined) {
      found.note(where, 'has no path');
      continue;
    }
    // Vercel reads schedules in UTC.
    const schedule = toSchedule(textAt(cron, 'schedule') ?? '', { ...options, timezone: 'UTC' });
    if (typeof schedule === 'string') found.note(`${where} ${path}`, schedule);
    else {
      const headers = { authorization: 'Bearer ${env:CRON_SECRET}' };
      found.add(where, path, {
        name: path,
        method: 'GET',
        target: joinUrl(baseUrl, path),
        headers,
        ...schedule,
      });
    }
  }
  if (found.jobs.length > 0) {
    found.note(
      'CRON_SECRET',
      'is sent as Vercel sends it: set the variable, or remove the header if the project has none',
    );
  }
  return found;
}
