// The command `audit`: lists the audit log.
import type { Command } from 'commander';
import type { AuditEntry } from '../../src/index.ts';
import type { Query } from '../../src/models.ts';
import type { Setup } from '../setup.ts';
import { readCount, take } from './lists.ts';

interface AuditOptions {
  actor?: string;
  action?: NonNullable<Query<'listAudit'>['action']>;
  from?: string;
  to?: string;
  limit: string;
}

export function addAuditCommand({ program, connected }: Setup): void {
  program
    .command('audit')
    .description('list the audit log, newest first')
    .option('--actor <name>', 'only actions of this API key')
    .option('--action <action>', 'only this action, such as job.updated')
    .option('--from <instant>')
    .option('--to <instant>')
    .option('--limit <count>', 'maximum number of entries', '50')
    .action(async ({ limit: text, ...filter }: AuditOptions, command: Command) => {
      const { scheduler, output } = connected(command);
      const limit = readCount(text);
      const { actor, action, from, to } = filter;
      const query = {
        ...(actor !== undefined && { actor }),
        ...(action !== undefined && { action }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        limit: Math.min(limit, 200),
      };
      output.rows<AuditEntry>(await take(scheduler.audit.list(query), limit), {
        at: (entry) => entry.created_at,
        actor: (entry) => entry.actor,
        action: (entry) => entry.action,
        job: (entry) => entry.job_name ?? entry.job_id,
        changed: (entry) => Object.keys(entry.after).join(','),
      });
    });
}
