// The command `preview`: describes a schedule and lists its next occurrences.
import type { Command } from 'commander';
import type { PreviewInput } from '../../src/index.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import type { Setup } from '../setup.ts';
import { readCount } from './lists.ts';

export function addPreviewCommand({ program, connected }: Setup): void {
  program
    .command('preview <schedule>')
    .description(
      'describe a schedule and list its next occurrences: a cron expression, an instant, or "5 minutes"',
    )
    .option('--timezone <zone>', 'IANA time zone', 'UTC')
    .option('--count <count>', 'number of occurrences', '5')
    .action(
      async (
        schedule: string,
        { timezone, count }: { timezone: string; count: string },
        command: Command,
      ) => {
        const { scheduler, output } = connected(command);
        const input = { ...readSchedule(schedule), timezone, count: readCount(count) } as PreviewInput;
        const preview = await scheduler.schedules.preview(input);
        if (output.isJson) return output.json(preview);
        output.line(preview.description);
        for (const occurrence of preview.occurrences) output.line(`  ${occurrence.local}  ${occurrence.at}`);
        for (const { message } of preview.warnings) output.note(`Warning: ${message}`);
      },
    );
}

function readSchedule(text: string): Partial<PreviewInput> {
  const [interval, value = '1', unit = ''] =
    /^(?:every )?(\d+)? ?(minute|hour|day|week|month|year)s?$/i.exec(text.trim().replaceAll(/\s+/g, ' ')) ??
    [];
  if (interval !== undefined) {
    return {
      schedule_type: 'recurring',
      interval: unit.toLowerCase() as NonNullable<PreviewInput['interval']>,
      interval_value: Number(value),
    };
  }
  if (/^\d{4}-\d{2}-\d{2}T/i.test(text)) return { schedule_type: 'specific_time', specific_time: text };
  if (text.trim() === '') throw new CommandFailure('The schedule is empty.', EXIT.usage);
  return { schedule_type: 'cron', cron_expression: text };
}
