// Keyboard shortcuts: pages register their shortcuts here, and one listener runs them.
import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isLocked } from '../session.ts';

export interface Key {
  /** `KeyboardEvent.key`. Two keys separated by a space are pressed one after the other. */
  key: string;
  /** Requires ⌘ or Ctrl. Such a shortcut also works while the user types. */
  mod?: boolean;
  does: string;
  run: () => void;
}

export interface KeyGroup {
  title: string;
  keys: readonly Key[];
  /** Works on every page. A page can override the shortcut. */
  isEverywhere: boolean;
}

/** Whether the list of keyboard shortcuts is shown. */
export const isHelpOpen = signal(false);

export function openKeysHelp(): void {
  isHelpOpen.value = true;
}

/** Names the key of a search field in its placeholder; empty on touch screens. */
export const slashHint = matchMedia('(pointer: coarse)').matches ? '' : '    /';

/** Ordered by priority: the newest group of the page first, global groups last. The first of two equal keys wins. */
const groups = signal<readonly KeyGroup[]>([]);

/** Time limit for pressing the second key of a sequence. */
const SECOND_KEY_MS = 1_000;

/** Registers shortcuts while the component is mounted. */
export function useKeys(title: string, keys: readonly Key[], isEverywhere = false): void {
  const { current: group } = useRef<KeyGroup>({ title, keys, isEverywhere });
  useLayoutEffect(() => {
    // Update in place, so that the group keeps its priority.
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

/** All groups, without overridden shortcuts. */
export function findKeys(): KeyGroup[] {
  const used = new Set<string>();
  const isUnused = ({ key, mod = false }: Key) => used.size < used.add(`${mod} ${key}`).size;
  return groups.value.map((group) => ({ ...group, keys: group.keys.filter(isUnused) }));
}

/** The first key of a sequence and the time until which the second key counts. */
let first: { key: string; until: number } | undefined;

addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.altKey || event.isComposing || isLocked.peek()) return;
  const mod = event.metaKey || event.ctrlKey;
  if (!mod && isTyping(event.target)) return;
  // Dialogs handle their own keys.
  if (document.querySelector('dialog[open]')) return;
  const prefix = first && first.until > event.timeStamp ? `${first.key} ` : '';
  const keys = groups.peek().flatMap((group) => group.keys);
  const find = (name: string) => keys.find((one) => one.key === name && (one.mod ?? false) === mod);
  const key = (prefix !== '' && find(prefix + event.key)) || find(event.key);
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

/** The name of the modifier key of shortcuts on this system. */
export const modifierKey = /mac|iphone|ipad/i.test(navigator.userAgent) ? '⌘' : 'Ctrl';
