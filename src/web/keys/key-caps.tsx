// Shows a keyboard shortcut as key caps.
import type { Key } from './keys.ts';
import { modifierKey } from './modifier.ts';

export function KeyCaps({ mod = false, value }: { mod?: boolean | undefined; value: Key['key'] }) {
  const caps = mod ? [modifierKey, value.toUpperCase()] : value.split(' ');
  return (
    <span class="caps">
      {caps.map((cap, index) => (
        <kbd key={index}>{cap === 'Escape' ? 'Esc' : cap}</kbd>
      ))}
    </span>
  );
}
