// Tests that dashboard and alert rules use only metrics and labels that /metrics serves.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { useService } from '../testing/use-service.ts';
import { waitFor } from '../testing/wait.ts';

const read = (file: string) => readFileSync(new URL(`../../deploy/${file}`, import.meta.url), 'utf8');
const { service, target } = useService();

interface Dashboard {
  panels: { title: string; targets?: { expr: string }[] }[];
}
interface Rules {
  groups: { rules: { alert: string; expr: string }[] }[];
}

const dashboard = JSON.parse(read('grafana/scheduler.json')) as Dashboard;
const { groups } = parse(read('prometheus/rules.yml')) as Rules;
const expressions = [
  ...dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
  ...groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => [alert, expr] as const)),
];

const METRIC = /\b(?:scheduler|process|nodejs)_\w+/g;
/** Labels that Prometheus adds, and those of histograms. */
const OTHER_LABELS = ['job', 'instance', 'le'];

test('dashboard and rules use metrics and labels that exist', async () => {
  const job = await service.scheduler.jobs.create({
    name: 'measured',
    tags: ['measured'],
    target: target.url,
    schedule_type: 'specific_time',
    specific_time: '2999-01-01T00:00:00Z',
  });
  await service.scheduler.objectives.put('measured', { share: 0.99, within_seconds: 30 });
  const run = await service.scheduler.jobs.run(job.id);
  const text = await waitFor('the metrics of a run', async () => {
    await service.scheduler.runs.get(run.id);
    const body = await (await fetch(`${service.url}/metrics`)).text();
    return /scheduler_runs_ended_total\{status="succeeded"\} 1/.test(body) && body;
  });

  const types = new Map([...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => [name!, type!]));
  const served = new Set(
    [...types].flatMap(([name, type]) =>
      type === 'histogram' ? ['bucket', 'sum', 'count'].map((suffix) => `${name}_${suffix}`) : [name],
    ),
  );
  const labels = new Set([...text.matchAll(/[{,](\w+)="/g)].map(([, label]) => label!).concat(OTHER_LABELS));
  for (const [title, expr] of expressions) {
    const names = expr.match(METRIC) ?? [];
    expect(names.length, title).toBeGreaterThan(0);
    for (const name of names) expect(served, `${title}: ${expr}`).toContain(name);
    const used = [...expr.matchAll(/\bby \(([^)]*)\)|[{,](\w+)=/g)].flatMap(([, by, label]) =>
      by === undefined ? [label!] : by.split(', '),
    );
    for (const label of used) expect(labels, `${title}: ${expr}`).toContain(label);
  }
});

test('one scrape has the newest values of every metric', async () => {
  await service.scheduler.objectives.put('new', { share: 0.99, within_seconds: 30 });
  const text = await (await fetch(`${service.url}/metrics`)).text();
  expect(text).toContain('scheduler_objective_budget_left{tag="new"} 1');
  expect(text).toContain('scheduler_objective_burn_rate{tag="new",window="1h"} 0');
  expect(text).toContain('scheduler_alerts_open 0');
});

test('the documentation lists every metric', async () => {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  const docs = readFileSync(new URL('../../docs/deployment.md', import.meta.url), 'utf8');
  for (const [, name] of text.matchAll(/^# TYPE (\w+) /gm)) expect(docs).toContain(`\`${name}`);
});
