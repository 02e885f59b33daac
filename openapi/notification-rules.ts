// Routes of notification rules.
import { createRoute } from '@hono/zod-openapi';
import { IdParams, idempotencyHeaders, json, locationHeaders } from './schemas/common.ts';
import {
  NotificationRule,
  NotificationRuleInput,
  NotificationRulePatch,
  NotificationRules,
} from './schemas/notification-rule.ts';
import { problems } from './schemas/problem.ts';

const tags = ['Notifications'];

export const notificationRuleRoutes = {
  listNotificationRules: createRoute({
    operationId: 'listNotificationRules',
    method: 'get',
    path: '/notification-rules',
    tags,
    summary: 'List the notification rules',
    description: 'Oldest first, up to 100.',
    responses: { 200: { description: 'The rules.', content: json(NotificationRules) }, ...problems() },
  }),
  createNotificationRule: createRoute({
    operationId: 'createNotificationRule',
    method: 'post',
    path: '/notification-rules',
    tags,
    summary: 'Create a notification rule',
    description:
      'The rule is checked every two seconds. It opens an alert for each job for which its condition holds, and notifies its channels.',
    request: { headers: idempotencyHeaders, body: { required: true, content: json(NotificationRuleInput) } },
    responses: {
      201: { description: 'The stored rule.', headers: locationHeaders, content: json(NotificationRule) },
      ...problems(409, 413, 415, 422),
    },
  }),
  getNotificationRule: createRoute({
    operationId: 'getNotificationRule',
    method: 'get',
    path: '/notification-rules/{id}',
    tags,
    summary: 'Get a notification rule',
    request: { params: IdParams },
    responses: { 200: { description: 'The rule.', content: json(NotificationRule) }, ...problems(404) },
  }),
  updateNotificationRule: createRoute({
    operationId: 'updateNotificationRule',
    method: 'patch',
    path: '/notification-rules/{id}',
    tags,
    summary: 'Update a notification rule',
    description:
      'Omitted fields keep their values; a changed `event` clears the number of the previous event. If the jobs or the condition change, or the rule is disabled, its open alerts are closed without a notice.',
    request: { params: IdParams, body: { required: true, content: json(NotificationRulePatch) } },
    responses: {
      200: { description: 'The stored rule.', content: json(NotificationRule) },
      ...problems(404, 413, 415, 422),
    },
  }),
  deleteNotificationRule: createRoute({
    operationId: 'deleteNotificationRule',
    method: 'delete',
    path: '/notification-rules/{id}',
    tags,
    summary: 'Delete a notification rule',
    description: 'Closes the open alerts of the rule without a notice. What was sent remains listed.',
    request: { params: IdParams },
    responses: { 204: { description: 'The rule is deleted.' }, ...problems(404) },
  }),
};
