// Writes notices: one message to one channel each.
import { type Kysely, sql } from 'kysely';
import type { NoticeRow } from './alerts.ts';
import { defineRows } from './columns.ts';
import type { Database } from './schema.ts';

const noticeRows = defineRows({
  id: 'uuid',
  created_at: 'timestamptz',
  kind: 'text',
  channel_id: 'uuid',
  channel_name: 'text',
  channel_type: 'text',
  rule_id: 'uuid',
  rule_name: 'text',
  job_id: 'uuid',
  job_name: 'text',
  alert_count: 'integer',
  subject: 'text',
  text: 'text',
  why: 'text',
  data: 'jsonb',
  status: 'text',
  attempts: 'integer',
  error: 'text',
  next_attempt_at: 'timestamptz',
  sent_at: 'timestamptz',
});

export async function insertNotices(db: Kysely<Database>, notices: NoticeRow[]): Promise<void> {
  if (notices.length === 0) return;
  await sql`insert into notices (${noticeRows.names}) ${noticeRows.select(notices)}`.execute(db);
}
