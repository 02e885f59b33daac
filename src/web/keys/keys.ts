// What the keyboard does: each page says which of its actions have a key, and `?` tells them.
import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isLocked } from '../session.ts';

export interface Key {
  /** As `KeyboardEvent.key` has it; two with a space between them are pressed one after the other. */
  key: string;
  /** With ⌘, or Ctrl elsewhere; such a key works while one types, too. */
  mod?: boolean;
  does: string;
  run: () => void;
}

export interface KeyGroup {
  title: string;
  keys: readonly Key[];
  /** Works on every page, unless a page has the same key. */
  isEverywhere: boolean;
}

/** The newest group of a page comes first, those of every page last: where two have the same key, the first counts. */
const groups = signal<readonly KeyGroup[]>([]);

/** The first of two keys waits so long for the second. */
const SECOND_KEY_MS = 1_000;

/** Keys that work while the component is mounted. */
export function useKeys(title: string, keys: readonly Key[], isEverywhere = false): void {
  const { current: group } = useRef<KeyGroup>({ title, keys, isEverywhere });
  useLayoutEffect(() => {
    // It keeps its place among the others.
    Object.assign(group, { title, keys });
  });
  useLayoutEffect(() => {
    const others = groups.peek();
    groups.value = isEverywhere ? [...others, group] : [group, ...others];
    return () => {
      groups.value = groups.peek().filter((one) => one !== group);
    };
  }, []);
}

/** The groups with the keys that count. */
export function findKeys(): KeyGroup[] {
  const taken = new Set<string>();
  const isFree = ({ key, mod = false }: Key) => taken.size < taken.add(`${mod} ${key}`).size;
  return groups.value.map((group) => ({ ...group, keys: group.keys.filter(isFree) }));
}

let first: { key: string; until: number } | undefined;

addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.altKey || event.isComposing || isLocked.peek()) return;
  const mod = event.metaKey || event.ctrlKey;
  if (!mod && isTyping(event.target)) return;
  // A dialog has keys of its own.
  if (document.querySelector('dialog[open]')) return;
  const before = first && first.until > event.timeStamp ? `${first.key} ` : '';
  const keys = groups.peek().flatMap((group) => group.keys);
  const find = (wanted: string) => keys.find((one) => one.key === wanted && (one.mod ?? false) === mod);
  const key = (before !== '' && find(before + event.key)) || find(event.key);
  const isFirst = !mod && keys.some((one) => one.key.startsWith(`${event.key} `));
  first = !key && isFirst ? { key: event.key, until: event.timeStamp + SECOND_KEY_MS } : undefined;
  if (!key) return;
  event.preventDefault();
  key.run();
});

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type);
}
