// Further actions behind one button: a list that opens over the page and closes with Escape or a press beside it.
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from './icons.tsx';

export interface MenuItem {
  does: string;
  /** Where it leads; or what it does. */
  href?: string;
  run?: () => void;
  class?: string;
}

interface Props {
  label: string;
  /** What the button shows in place of an icon; `label` begins with it. */
  word?: string;
  /** Asked for when it opens: most menus never do. */
  items: () => readonly MenuItem[];
}

export function Menu({ label, word, items }: Props) {
  const isOpen = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);

  function close(): void {
    isOpen.value = false;
    button.current?.focus({ preventScroll: true });
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        class={word === undefined ? 'icon-button' : undefined}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen.value}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        {word ?? <Icon name="more" />}
      </button>
      {isOpen.value && <Sheet label={label} items={items()} button={button.current!} close={close} />}
    </>
  );
}

interface SheetProps {
  label: string;
  items: readonly MenuItem[];
  button: HTMLElement;
  close: () => void;
}

function Sheet({ label, items, button, close }: SheetProps) {
  const sheet = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const element = sheet.current!;
    element.showPopover();
    place(element, button);
    entries(element)[0]?.focus({ preventScroll: true });
    // Not with the button that opens it: its own press closes it.
    const onPress = (event: Event) => {
      const at = event.target as Node;
      if (!element.contains(at) && !button.contains(at)) close();
    };
    addEventListener('pointerdown', onPress);
    addEventListener('scroll', close);
    return () => {
      removeEventListener('pointerdown', onPress);
      removeEventListener('scroll', close);
    };
  }, []);

  function onKeyDown(event: KeyboardEvent): void {
    // What is typed here is not meant for the page.
    event.stopPropagation();
    const all = entries(sheet.current!);
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      all.at(next % all.length)?.focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      close();
    }
  }

  return (
    <div ref={sheet} class="menu" popover="manual" role="menu" aria-label={label} onKeyDown={onKeyDown}>
      {items.map(({ does, href, run, class: className }) =>
        href === undefined ? (
          <button
            key={does}
            type="button"
            role="menuitem"
            tabIndex={-1}
            class={className}
            onClick={() => {
              close();
              run?.();
            }}
          >
            {does}
          </button>
        ) : (
          <a key={does} role="menuitem" tabIndex={-1} class={className} href={href}>
            {does}
          </a>
        ),
      )}
    </div>
  );
}

/** Those that are seen. */
function entries(sheet: HTMLElement): HTMLElement[] {
  const all = sheet.querySelectorAll<HTMLElement>('[role="menuitem"]');
  return [...all].filter((one) => one.offsetParent !== null);
}

/** Below the button where there is room, else above it. */
function place(sheet: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const fits = at.bottom + sheet.offsetHeight + 8 < innerHeight;
  sheet.style.top = `${fits ? at.bottom : Math.max(8, at.top - sheet.offsetHeight)}px`;
  sheet.style.left = `${Math.max(8, at.right - sheet.offsetWidth)}px`;
}
