// Shows a keyboard shortcut as key caps.
import type { Key } from './keys.ts';

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

export function KeyCaps({ mod = false, value }: { mod?: boolean | undefined; value: Key['key'] }) {
  const caps = mod ? [isMac ? '⌘' : 'Ctrl', value.toUpperCase()] : value.split(' ');
  return (
    <span class="caps">
      {caps.map((cap, index) => (
        <kbd key={index}>{cap === 'Escape' ? 'Esc' : cap}</kbd>
      ))}
    </span>
  );
}
