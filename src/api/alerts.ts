// The routes of alerts and notices.
import type { Context } from 'hono';
import type { alertRoutes } from '../../openapi/alerts.ts';
import type { Alert, Notice } from '../../openapi/schemas/alert.ts';
import { type AlertRow, listAlerts, listNotices, type NoticeRow } from '../store/alerts.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { viewInstant, viewNullableInstant } from './instants.ts';
import { readPage, toPage } from './pages.ts';

export function createAlertHandlers({ reading }: ApiDeps): Handlers<typeof alertRoutes> {
  return {
    listAlerts: async (c) => {
      const { state, job_id: jobId, rule_id: ruleId, ...page } = c.req.valid('query');
      const { limit, after } = readPage(page);
      const rows = await listAlerts(
        reading,
        { state, jobId, ruleId },
        { afterId: after?.id, limit: limit + 1 },
      );
      return c.json(toPage(c as Context, rows, limit, viewAlert), 200);
    },
    listNotices: async (c) => {
      const { status, job_id: jobId, rule_id: ruleId, channel_id: channelId, ...page } = c.req.valid('query');
      const { limit, after } = readPage(page);
      const filter = { status, jobId, ruleId, channelId };
      const rows = await listNotices(reading, filter, { afterId: after?.id, limit: limit + 1 });
      return c.json(toPage(c as Context, rows, limit, viewNotice), 200);
    },
  };
}

function viewAlert(alert: AlertRow): Alert {
  const { id, rule_id, rule_name, event, job_id, job_name, run_id, message, state } = alert;
  const { close_reason, is_flapping, changes } = alert;
  return {
    ...{ id, rule_id, rule_name, event, job_id, job_name, run_id, message, state },
    ...{ close_reason, is_flapping, changes },
    opened_at: viewInstant(alert.opened_at),
    closed_at: viewNullableInstant(alert.closed_at),
    notified_at: viewNullableInstant(alert.notified_at),
  };
}

export function viewNotice({ data: _, ...notice }: NoticeRow): Notice {
  return {
    ...notice,
    created_at: viewInstant(notice.created_at),
    next_attempt_at: viewNullableInstant(notice.next_attempt_at),
    sent_at: viewNullableInstant(notice.sent_at),
  };
}
