// Examples of notifications in the API document.
const ids = {
  channel: '0198f0c2-8a10-7000-8000-0000000000a1',
  rule: '0198f0c2-8a20-7000-8000-0000000000a2',
  alert: '0198f0c3-2a30-7000-8000-0000000000a3',
  notice: '0198f0c3-2a40-7000-8000-0000000000a4',
  job: '0198f0c2-7a51-7000-8000-000000000000',
  run: '0198f0c3-1b20-7d41-9c3e-5f2a7b8c9d0e',
};
const created = '2027-01-31T08:15:30.123Z';
const opened = '2027-01-31T09:15:31.500Z';

const channelInput = {
  name: 'On-call',
  type: 'webhook',
  url: 'https://example.com/alerts',
  signing_secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
};

const channel = {
  id: ids.channel,
  name: channelInput.name,
  type: channelInput.type,
  url: channelInput.url,
  recipients: [],
  created_at: created,
  updated_at: created,
};

const ruleInput = {
  name: 'Billing fails',
  tag: 'billing',
  event: 'failing',
  failures: 3,
  repeat_after_seconds: 14_400,
  channel_ids: [ids.channel],
};

const rule = {
  id: ids.rule,
  name: ruleInput.name,
  enabled: true,
  job_id: null,
  tag: ruleInput.tag,
  event: ruleInput.event,
  failures: ruleInput.failures,
  late_seconds: null,
  silent_hours: null,
  notify_recovery: true,
  repeat_after_seconds: ruleInput.repeat_after_seconds,
  channel_ids: ruleInput.channel_ids,
  created_at: created,
  updated_at: created,
};

const message = 'has failed 3 times in a row. Last error: The target responded with 500.';

const alert = {
  id: ids.alert,
  rule_id: ids.rule,
  rule_name: ruleInput.name,
  event: ruleInput.event,
  job_id: ids.job,
  job_name: 'Example Job',
  run_id: ids.run,
  message,
  state: 'open',
  opened_at: opened,
  closed_at: null,
  close_reason: null,
  is_flapping: false,
  changes: 1,
  notified_at: opened,
};

const notice = {
  id: ids.notice,
  created_at: opened,
  kind: 'opened',
  channel_id: ids.channel,
  channel_name: channelInput.name,
  channel_type: channelInput.type,
  rule_id: ids.rule,
  rule_name: ruleInput.name,
  job_id: ids.job,
  job_name: 'Example Job',
  alert_count: 1,
  subject: 'Failing: Example Job',
  text: `“Example Job” ${message}`,
  why: 'Rule “Billing fails”: 3 failed runs in a row, jobs with the tag billing.',
  status: 'sent',
  attempts: 1,
  error: null,
  next_attempt_at: null,
  sent_at: '2027-01-31T09:15:31.900Z',
};

export const notificationExamples = { channelInput, channel, ruleInput, rule, alert, notice };
