// The alerts page: open alerts, what was sent to whom and why, and the channels and rules.
import { api } from '../api.ts';

import { useTitle } from '../parts/use-title.ts';
import { useQuery } from '../query.ts';
import { AlertsList } from './alerts-list.tsx';
import { ChannelsSection } from './channels-section.tsx';
import { NoticesList } from './notices-list.tsx';
import { RulesSection } from './rules-section.tsx';

export function AlertsPage() {
  useTitle('Alerts');
  const channels = useQuery('channels', () => api.channels.list(), { mostMs: 10_000 });
  const rules = useQuery('rules', () => api.rules.list(), { mostMs: 10_000 });
  return (
    <>
      <header class="page-head">
        <h1>Alerts</h1>
      </header>
      <section aria-labelledby="open-alerts">
        <h2 id="open-alerts">Open</h2>
        <AlertsList filter={{ state: 'open' }} none="No alert is open." />
      </section>
      <section aria-labelledby="notices">
        <h2 id="notices">Notices</h2>
        <NoticesList />
      </section>
      <RulesSection rules={rules.data.value} channels={channels.data.value ?? []} onChange={rules.refresh} />
      <ChannelsSection channels={channels.data.value} onChange={channels.refresh} />
    </>
  );
}
