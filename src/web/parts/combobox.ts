// A text field with a list of options to choose from: its keys and ARIA attributes.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

const PAGE = 6;
const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE };

interface Options<T> {
  /** The ID of the list in the document. */
  id: string;
  options: readonly T[];
  keyOf: (option: T) => string;
  isOpen: boolean;
  onOpen?: () => void;
  /** Undefined if the list is always open. */
  onClose?: () => void;
  /** `option` is undefined if Enter is pressed while no option matches. */
  onChoose: (option: T | undefined) => void;
}

export type Combobox<T> = ReturnType<typeof useCombobox<T>>;

export function useCombobox<T>(props: Options<T>) {
  const { id, options, keyOf, isOpen, onOpen, onClose, onChoose } = props;
  // By key, because the options change while the service searches.
  const markedKey = useSignal('');
  const at = Math.max(
    0,
    options.findIndex((option) => keyOf(option) === markedKey.value),
  );
  const marked = isOpen ? options[at] : undefined;
  const idOf = (option: T) => `${id}-${keyOf(option)}`;
  const markedId = marked === undefined ? undefined : idOf(marked);
  const mark = (key: string) => {
    markedKey.value = key;
  };

  useEffect(() => {
    if (markedId !== undefined) document.getElementById(markedId)?.scrollIntoView({ block: 'nearest' });
  }, [markedId]);

  function move(by: number): void {
    const next = options[Math.min(Math.max(at + by, 0), options.length - 1)];
    if (next !== undefined) mark(keyOf(next));
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (isOpen) move(step);
      else onOpen?.();
    } else if (event.key === 'Enter' && isOpen) {
      // ⌘ or Ctrl + Enter also saves the form.
      if (!event.metaKey && !event.ctrlKey) event.preventDefault();
      onChoose(marked);
    } else if (event.key === 'Escape' && isOpen && onClose) {
      event.preventDefault();
      onClose();
    }
  }

  return {
    /** The option that Enter chooses. */
    marked,
    /** Marks the option with this key; the first option if there is none. */
    mark,
    field: {
      role: 'combobox' as const,
      'aria-expanded': isOpen,
      'aria-controls': id,
      'aria-autocomplete': 'list' as const,
      'aria-activedescendant': markedId,
      autocomplete: 'off',
      spellcheck: false,
      onKeyDown,
    },
    list: { id, role: 'listbox' as const },
    optionOf: (option: T) => ({
      id: idOf(option),
      role: 'option' as const,
      'aria-selected': option === marked,
      onClick: () => onChoose(option),
    }),
  };
}
