// Routes of alerts and notices.
import { createRoute, z } from '@hono/zod-openapi';
import { Alert, AlertState, DeliveryStatus, Notice } from './schemas/alert.ts';
import { Cursor, Id, json, Limit, page, pageHeaders } from './schemas/common.ts';
import { notificationExamples as examples } from './schemas/notification-examples.ts';
import { problems } from './schemas/problem.ts';

const tags = ['Notifications'];
const JobId = Id.optional().openapi({ description: 'Only those of this job.' });
const RuleId = Id.optional().openapi({ description: 'Only those of this rule.' });

export const alertRoutes = {
  listAlerts: createRoute({
    operationId: 'listAlerts',
    method: 'get',
    path: '/alerts',
    tags,
    summary: 'List alerts',
    description: 'Newest first. Closed alerts are kept for `RUN_RETENTION_DAYS`.',
    request: {
      query: z.strictObject({
        state: AlertState.optional().openapi({ description: 'Only alerts in this state.' }),
        job_id: JobId,
        rule_id: RuleId,
        limit: Limit,
        cursor: Cursor,
      }),
    },
    responses: {
      200: {
        description: 'A page of alerts.',
        headers: pageHeaders,
        content: json(page(Alert, examples.alert)),
      },
      ...problems(),
    },
  }),
  listNotices: createRoute({
    operationId: 'listNotices',
    method: 'get',
    path: '/notices',
    tags,
    summary: 'List notices',
    description:
      'The messages to channels with their outcomes, newest first. Kept for `RUN_RETENTION_DAYS`. A notice about several jobs has no `job_id`.',
    request: {
      query: z.strictObject({
        status: DeliveryStatus.optional().openapi({ description: 'Only notices with this status.' }),
        job_id: JobId,
        rule_id: RuleId,
        channel_id: Id.optional().openapi({ description: 'Only those to this channel.' }),
        limit: Limit,
        cursor: Cursor,
      }),
    },
    responses: {
      200: {
        description: 'A page of notices.',
        headers: pageHeaders,
        content: json(page(Notice, examples.notice)),
      },
      ...problems(),
    },
  }),
};
