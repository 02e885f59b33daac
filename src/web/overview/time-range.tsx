// The time range of the overview, kept in the URL.
import type { Stats } from '../../../client/src/index.ts';
import { links } from '../router.ts';

type Window = Stats['window'];

export const windows: readonly Window[] = ['1h', '6h', '24h', '7d', '30d'];

const names: Record<Window, string> = {
  '1h': 'hour',
  '6h': '6 hours',
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
};

/** `the last 24 hours` */
export function formatWindow(window: Window): string {
  return `the last ${names[window]}`;
}

/** `24 h` */
export function shortWindow(window: Window): string {
  return window.replace(/(\d)(\D)/, '$1\u00a0$2');
}

export function TimeRange({ window }: { window: Window }) {
  return (
    <nav class="filters" aria-label="Time range">
      {windows.map((one) => (
        <a
          key={one}
          href={one === '24h' ? links.overview : `${links.overview}?window=${one}`}
          title={`The last ${names[one]}`}
          aria-current={one === window ? 'true' : undefined}
        >
          {shortWindow(one)}
        </a>
      ))}
    </nav>
  );
}
