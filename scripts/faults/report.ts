// The result table of the fault suite, as text, as Markdown and as JSON.
import { formatTable } from '../bench/table.ts';
import type { Result } from './run-scenario.ts';
import { STALL_MS } from './stalls.ts';

const HEAD = [
  'scenario',
  'backend',
  'survived',
  'recovery, s',
  'worst late, s',
  'second deliveries',
  'lost',
  'runs',
];
const SHOWN_VIOLATIONS = 5;

export function formatResults(results: readonly Result[]): string {
  return formatTable('Faults', HEAD, results.map(toRow));
}

export function formatMarkdown(results: readonly Result[]): string {
  const head = [
    'scenario',
    'queue',
    'survived',
    'recovery',
    'worst lateness',
    'lost attempts',
    'second deliveries',
  ];
  const rows = results.map((result) => {
    const [name, backend, survived, recovery, lateness, second, lost] = toRow(result);
    return [
      `\`${name}\`: ${result.scenario.about}`,
      backend,
      survived,
      `${recovery} s`,
      `${lateness} s`,
      lost,
      second,
    ];
  });
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function formatViolations({ scenario, violations, seed, backend, folder, stalledMs }: Result): string {
  if (violations.length === 0) return `${scenario.name}: every promise is kept`;
  const shown = [...Map.groupBy(violations, ({ rule }) => rule)].flatMap(([rule, ofRule]) => [
    ...ofRule.slice(0, SHOWN_VIOLATIONS).map(({ text }) => `  ${rule}: ${text}`),
    ...(ofRule.length > SHOWN_VIOLATIONS ? [`  ${rule}: and ${ofRule.length - SHOWN_VIOLATIONS} more`] : []),
  ]);
  return [
    `${scenario.name}: ${violations.length} violations (npm run faults -- --only ${scenario.name} --backend ${backend} --seed ${seed}; logs in ${folder})`,
    ...(stalledMs > STALL_MS
      ? [`  The suite itself had no processor for ${stalledMs} ms: bounds of time say little.`]
      : []),
    ...shown,
  ].join('\n');
}

export function toJson({ scenario, backend, seed, faultMs, stalledMs, figures, violations }: Result): object {
  const { name, group, about } = scenario;
  return {
    name,
    group,
    about,
    backend,
    seed,
    survived: violations.length === 0,
    faultMs,
    stalledMs,
    ...figures,
    violations,
  };
}

function toRow({ scenario, backend, violations, figures }: Result): string[] {
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  return [
    scenario.name,
    backend,
    violations.length === 0 ? 'yes' : 'NO',
    seconds(figures.recoveryMs),
    seconds(figures.lateness.maxMs),
    String(figures.secondDeliveries),
    String(figures.lostAttempts),
    String(figures.runs),
  ];
}
