// Finds the field or value that an unknown one stands for: other spellings, and words of other schedulers.
import { distance } from '../../src/text/distance.ts';

/** Words of other schedulers, without separators, and the field with that meaning. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  target: [
    'url',
    'uri',
    'endpoint',
    'webhook',
    'webhookurl',
    'callback',
    'callbackurl',
    'targeturl',
    'address',
    'link',
  ],
  payload: ['body', 'data', 'requestbody', 'json', 'message', 'content'],
  cron_expression: [
    'cron',
    'expression',
    'crontab',
    'schedule',
    'cronexpr',
    'cronstring',
    'cronschedule',
    'pattern',
  ],
  specific_time: ['at', 'runat', 'time', 'datetime', 'scheduledat', 'executeat', 'scheduledfor', 'date'],
  interval_value: ['every', 'value', 'intervalminutes', 'intervalseconds', 'intervalhours', 'frequency'],
  timezone: ['tz', 'zone', 'scheduletimezone', 'croninzone'],
  starts_at: ['start', 'startdate', 'startsat', 'starttime', 'notbefore', 'validfrom'],
  ends_at: ['end', 'enddate', 'endsat', 'endtime', 'until', 'expires', 'expiresat', 'notafter'],
  exclude: ['daysoff', 'holidays', 'excludedates', 'skipdates', 'exdate'],
  status: [
    'enabled',
    'disabled',
    'active',
    'paused',
    'state',
    'suspend',
    'suspended',
    'isactive',
    'isenabled',
  ],
  timeout_seconds: ['timeout', 'timeoutms', 'requesttimeout', 'attemptdeadline', 'deadline', 'maxruntime'],
  retry: ['retries', 'maxretries', 'retrypolicy', 'retryconfig', 'attempts', 'retrycount', 'backofflimit'],
  max_attempts: ['attempts', 'retries', 'maxretries', 'limit', 'count', 'max', 'retrycount'],
  initial_delay_seconds: [
    'delay',
    'backoff',
    'minbackoff',
    'interval',
    'initialinterval',
    'delayseconds',
    'wait',
  ],
  max_delay_seconds: ['maxbackoff', 'maxdelay', 'maxinterval'],
  factor: ['multiplier', 'coefficient', 'backoffcoefficient', 'exponent', 'backoffmultiplier'],
  max_age_seconds: ['maxage', 'maxretryduration', 'maxelapsedtime'],
  overlap: [
    'concurrencypolicy',
    'concurrency',
    'overlappolicy',
    'allowoverlap',
    'singleton',
    'maxconcurrency',
  ],
  catch_up: [
    'misfire',
    'misfirepolicy',
    'catchup',
    'coalesce',
    'startingdeadlineseconds',
    'catchupwindow',
    'backfill',
  ],
  spread_seconds: [
    'jitter',
    'splay',
    'spread',
    'randomdelay',
    'randomizeddelaysec',
    'stagger',
    'flexibletimewindow',
  ],
  statuses: ['status', 'codes', 'statuscodes', 'successcodes', 'code'],
  body_contains: ['body', 'contains', 'text', 'keyword', 'match'],
  on_finish: ['callback', 'onfailure', 'onsuccess', 'notify', 'onfinished', 'oncomplete'],
  retention_days: ['retention', 'ttl', 'keepdays'],
  max_runs: ['repeat', 'repeatcount', 'count', 'maxexecutions', 'limit', 'times', 'repetitions'],
  tags: ['labels', 'tag', 'groups', 'folder', 'group', 'category'],
  name: ['title', 'label', 'jobname'],
  description: ['comment', 'note', 'notes'],
  method: ['httpmethod', 'verb', 'requestmethod'],
  headers: ['httpheaders', 'requestheaders', 'header'],
  signing_secret: ['secret', 'webhooksecret', 'hmacsecret'],
  key: ['id', 'jobid', 'slug', 'externalid'],
  limit: ['pagesize', 'perpage', 'count', 'size', 'take', 'max'],
  cursor: ['page', 'offset', 'after', 'skip', 'nextcursor', 'pagetoken', 'starttoken'],
  from: ['since', 'start', 'after', 'startdate', 'fromdate'],
  to: ['until', 'end', 'before', 'enddate', 'todate'],
  job_id: ['job', 'jobids'],
  tag: ['tags', 'label', 'labels'],
  q: ['query', 'search', 'name', 'text', 'filter'],
  channel_ids: ['channels', 'channel'],
  event: ['condition', 'when', 'trigger', 'on', 'type'],
  recipients: ['to', 'email', 'emails', 'addresses'],
};

/** Words of other schedulers, and the value with that meaning, where a field has it. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  inactive: ['paused', 'disabled', 'suspended', 'stopped', 'off', 'false', 'pause'],
  active: ['enabled', 'running', 'on', 'true', 'resumed'],
  skip: ['forbid', 'drop', 'ignore', 'false', 'discard', 'single'],
  cancel_previous: [
    'replace',
    'cancel',
    'cancelother',
    'terminate',
    'terminateother',
    'restart',
    'cancelrunning',
  ],
  allow: ['parallel', 'true', 'allowall', 'concurrent'],
  queue: ['buffer', 'bufferone', 'wait', 'bufferall'],
  one: ['latest', 'last', 'once', 'fireonce', 'runonce', 'newest', 'coalesce'],
  none: ['skip', 'donothing', 'false', 'never', 'ignore', 'off'],
  all: ['true', 'everything'],
  specific_time: [
    'once',
    'onetime',
    'at',
    'date',
    'single',
    'oneshot',
    'specific',
    'time',
    'datetime',
    'timestamp',
  ],
  recurring: ['interval', 'rate', 'every', 'repeat', 'periodic', 'daily', 'hourly', 'weekly', 'monthly'],
  cron: ['crontab', 'cronexpression', 'schedule', 'rrule'],
  minute: ['min', 'mins', 'm', 'minutely', 'everyminute'],
  hour: ['h', 'hr', 'hrs', 'hourly'],
  day: ['d', 'daily'],
  week: ['w', 'wk', 'weekly'],
  month: ['mo', 'monthly'],
  year: ['y', 'yr', 'yearly', 'annually'],
  failed: ['failure', 'error', 'failures', 'fail', 'failing', 'onfailure', 'errored'],
  succeeded: ['success', 'ok', 'done', 'completed', 'complete', 'finished', 'onsuccess'],
  always: ['all', 'both', 'any', 'every', 'end', 'finished'],
  canceled: ['cancelled', 'aborted', 'stopped', 'killed'],
  queued: ['pending', 'waiting', 'scheduled'],
  running: ['active', 'started', 'inprogress'],
  schedule: ['cron', 'scheduled', 'timer'],
  manual: ['manually', 'api', 'user'],
  created_at: ['created', 'createdat', 'date'],
  next_run: ['next', 'nextrun', 'due'],
  true: ['yes', 'on', '1', 'y', 't', 'enabled'],
  false: ['no', 'off', '0', 'n', 'f', 'disabled'],
  warn: ['warning'],
  trace: ['verbose', 'all', 'silly'],
  silent: ['off', 'none', 'quiet', 'disabled'],
  error: ['fatal', 'critical', 'err'],
  pretty: ['text', 'human', 'console', 'plain'],
  gray: ['grey'],
  delete: ['remove', 'destroy'],
  resume: ['start', 'enable', 'unpause', 'activate', 'continue'],
  pause: ['stop', 'disable', 'suspend', 'deactivate'],
};

/** The one of `names` that an unknown name stands for. */
export function nearField(name: string, names: readonly string[]): string | undefined {
  return near(name, names, FIELDS);
}

/** The one of `values` that an unknown value stands for: `Hours` is `hour`, `paused` is `inactive`. */
export function nearValue(value: string, values: readonly string[]): string | undefined {
  return near(value, values, VALUES);
}

function near(
  text: string,
  candidates: readonly string[],
  synonyms: Readonly<Record<string, readonly string[]>>,
): string | undefined {
  const word = fold(text);
  if (word === '' || word.length > 40) return undefined;
  const singular = (folded: string) => folded.replace(/s$/, '');
  const same = candidates.find((name) => singular(fold(name)) === singular(word));
  if (same !== undefined) return same;
  const meant = candidates.find((name) => Object.hasOwn(synonyms, name) && synonyms[name]?.includes(word));
  if (meant !== undefined) return meant;
  const limit = Math.min(2, Math.floor(word.length / 4));
  const close = candidates.filter((name) => limit > 0 && distance(word, fold(name), limit) <= limit);
  return close.length === 1 ? close[0] : undefined;
}

/** `cronExpression`, `cron-expression` and `CRON_EXPRESSION` are the same. */
function fold(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
