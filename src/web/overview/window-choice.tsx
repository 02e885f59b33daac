// How far back the overview looks; in the address, so that it can be shared.
import type { Stats } from '../../../client/src/index.ts';
import { links } from '../router.ts';

type Window = Stats['window'];

export const windows: readonly Window[] = ['1h', '6h', '24h', '7d', '30d'];

const words: Record<Window, string> = {
  '1h': 'hour',
  '6h': '6 hours',
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
};

/** `the last 24 hours` */
export function tellWindow(window: Window): string {
  return `the last ${words[window]}`;
}

/** `24 h` */
export function shortWindow(window: Window): string {
  return window.replace(/(\d)(\D)/, '$1\u00a0$2');
}

export function WindowChoice({ window }: { window: Window }) {
  return (
    <nav class="filters" aria-label="How far back">
      {windows.map((one) => (
        <a
          key={one}
          href={one === '24h' ? links.overview : `${links.overview}?window=${one}`}
          title={`The last ${words[one]}`}
          aria-current={one === window ? 'true' : undefined}
        >
          {shortWindow(one)}
        </a>
      ))}
    </nav>
  );
}
