// A panel in the page, for what an action needs to know first. Escape closes it, and the focus goes back.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  title: string;
  /** What it does cannot be taken back. */
  isDanger?: boolean;
  onClose: () => void;
  children: ComponentChildren;
}

/** The first of its fields gets the focus; of a dangerous one, the button that does nothing. */
export function Panel({ title, isDanger = false, onClose, children }: Props) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    const first = isDanger ? '[data-keep]' : 'textarea, input, button';
    panel.current?.querySelector<HTMLElement>(first)?.focus();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    };
  }, []);
  return (
    <section
      ref={panel}
      class={isDanger ? 'panel panel-danger' : 'panel'}
      aria-labelledby="panel"
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <h2 id="panel">{title}</h2>
      {children}
    </section>
  );
}

interface FootProps extends Pick<Props, 'onClose' | 'children'> {
  refusal: string;
}

/** Why it was refused, if it was; the buttons that act, and the one that leaves. */
export function PanelFoot({ refusal, onClose, children }: FootProps) {
  return (
    <>
      <div role="alert">{refusal !== '' && <p class="error">{refusal}</p>}</div>
      <div class="actions">
        {children}
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
    </>
  );
}
