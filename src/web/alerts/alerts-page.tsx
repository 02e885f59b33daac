// The alerts page: open alerts, what was sent to whom and why, objectives, channels and rules.
import type { Notice, Objective } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { useList } from '../list/list.ts';
import { EntryList } from '../parts/entry-list.tsx';
import { ExactTime } from '../parts/instant.tsx';
import { Quoted } from '../parts/messages.tsx';
import { useTitle, ZoneSwitch } from '../parts/page.tsx';
import { describeOutcome } from '../parts/status.tsx';
import { useQuery } from '../query.ts';
import { links } from '../router.ts';
import { AlertsList, channelTypes } from './alerts-list.tsx';
import { ChannelsSection } from './channels.tsx';
import { RulesSection } from './rules.tsx';

export function AlertsPage() {
  useTitle('Alerts');
  const channels = useQuery('channels', () => api.channels.list(), { mostMs: 10_000 });
  const rules = useQuery('rules', () => api.rules.list(), { mostMs: 10_000 });
  return (
    <>
      <header class="page-head">
        <h1>Alerts</h1>
        <ZoneSwitch />
      </header>
      <section aria-labelledby="open-alerts">
        <h2 id="open-alerts">Open</h2>
        <AlertsList filter={{ state: 'open' }} none="No alert is open." />
      </section>
      <section aria-labelledby="notices">
        <h2 id="notices">Notices</h2>
        <NoticesList />
      </section>
      <ObjectivesSection />
      <RulesSection
        // The form of a new rule chooses the only channel, so it needs the channels.
        rules={channels.data.value && rules.data.value}
        channels={channels.data.value ?? []}
        onChange={rules.refresh}
      />
      <ChannelsSection channels={channels.data.value} onChange={channels.refresh} />
    </>
  );
}

/** The list of notices: what was sent, to whom, why, and with which outcome. */
function NoticesList() {
  const list = useList<Notice>('notices', (page) => api.alerts.listNotices(page), {
    on: ['jobs', 'runs'],
    leastMs: 2_000,
    mostMs: 5_000,
  });
  return (
    <EntryList list={list} noun="notices" none={<p class="muted">Nothing has been sent.</p>}>
      {(notice) => <Entry key={notice.id} notice={notice} />}
    </EntryList>
  );
}

function Entry({ notice }: { notice: Notice }) {
  const { subject, text, why, channel_name, channel_type, job_id, status } = notice;
  return (
    <li class="audit-entry">
      <p>
        <strong>{job_id === null ? <bdi>{subject}</bdi> : <a href={links.job(job_id)}>{subject}</a>}</strong>{' '}
        to <bdi>{channel_name}</bdi> <span class="muted">({channelTypes[channel_type]})</span>{' '}
        <ExactTime at={notice.created_at} />
      </p>
      <p>
        <Quoted text={text} />
      </p>
      <p class={status === 'failed' ? 'error' : 'muted'}>{describeOutcome(notice)}</p>
      <p class="muted">
        <Quoted text={why} />
      </p>
    </li>
  );
}

const POLL_MS = 10_000;

function ObjectivesSection() {
  const objectives = useQuery('objectives', () => api.objectives.list(), { mostMs: POLL_MS }).data.value;
  if (objectives === undefined) return null;
  return (
    <section aria-labelledby="objectives">
      <h2 id="objectives">Objectives</h2>
      {objectives.length === 0 && (
        <p class="muted">
          No objective is set. <code>PUT /objectives/{'{tag}'}</code> sets the share of runs that must begin
          in time.
        </p>
      )}
      <ul class="changes">
        {objectives.map((objective) => (
          <ObjectiveEntry key={objective.tag} objective={objective} />
        ))}
      </ul>
    </section>
  );
}

function ObjectiveEntry({ objective }: { objective: Objective }) {
  const { tag, share, within_seconds, window_days, reached, budget_left, good, bad } = objective;
  const burn = [objective.burn_rate_1h, objective.burn_rate_6h, objective.burn_rate_24h].map((rate) =>
    rate === null ? '–' : Number(rate.toPrecision(2)),
  );
  return (
    <li class="audit-entry">
      <p>
        <a class="tag" href={links.jobs({ tag })}>
          <bdi>{tag}</bdi>
        </a>{' '}
        {percent(share)} of runs begin within {within_seconds} s, in {window_days} days
      </p>
      <p class={budget_left < 0 ? 'error' : undefined}>
        {reached === null
          ? 'No run yet.'
          : `Reached ${percent(reached)}, ${bad} of ${good + bad} late or missed. Budget left ${percent(budget_left)}.`}
      </p>
      {reached !== null && (
        <p class="muted">
          Burn rate {burn[0]} in 1 h, {burn[1]} in 6 h, {burn[2]} in 24 h
        </p>
      )}
    </li>
  );
}

/** With as many digits as tell 99.9 % from 99.99 %. */
function percent(share: number): string {
  return `${Number((share * 100).toFixed(3))} %`;
}
