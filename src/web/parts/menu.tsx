// Button with a menu of more actions; Escape or a click outside closes the menu.
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from './icons.tsx';

export interface MenuItem {
  does: string;
  /** Target of a link item. */
  href?: string;
  /** Action of a button item. */
  run?: () => void;
  /** The state of an item that can be switched on and off; the menu then stays open. */
  isChecked?: boolean;
  /** A note instead of an action. */
  isOff?: boolean;
  class?: string;
}

interface Props {
  label: string;
  /** Text of the button instead of the icon. `label` must start with it. */
  word?: string;
  /** Called when the menu opens, because most menus are never opened. */
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
      {isOpen.value && <MenuList label={label} items={items()} button={button.current!} close={close} />}
    </>
  );
}

interface MenuListProps {
  label: string;
  items: readonly MenuItem[];
  button: HTMLElement;
  close: () => void;
}

function MenuList({ label, items, button, close }: MenuListProps) {
  const menu = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const element = menu.current!;
    element.showPopover();
    placeMenu(element, button);
    visibleItems(element)[0]?.focus({ preventScroll: true });
    // A click on the menu's button closes the menu itself.
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
    // Keys pressed in the menu must not trigger shortcuts of the page.
    event.stopPropagation();
    const all = visibleItems(menu.current!);
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
    <div ref={menu} class="menu" popover="manual" role="menu" aria-label={label} onKeyDown={onKeyDown}>
      {items.map(({ does, href, run, isChecked, isOff, class: className }) =>
        href === undefined ? (
          <button
            key={does}
            type="button"
            role={isChecked === undefined ? 'menuitem' : 'menuitemcheckbox'}
            aria-checked={isChecked}
            aria-disabled={isOff}
            tabIndex={-1}
            class={className}
            onClick={() => {
              if (isOff) return;
              if (isChecked === undefined) close();
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

/** The visible menu items. */
function visibleItems(menu: HTMLElement): HTMLElement[] {
  const all = menu.querySelectorAll<HTMLElement>('[role^="menuitem"]');
  return [...all].filter((one) => one.offsetParent !== null);
}

/** Places the menu below the button, or above it if there is no room. */
function placeMenu(menu: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const fits = at.bottom + menu.offsetHeight + 8 < innerHeight;
  menu.style.top = `${fits ? at.bottom : Math.max(8, at.top - menu.offsetHeight)}px`;
  menu.style.left = `${Math.max(8, at.right - menu.offsetWidth)}px`;
}
