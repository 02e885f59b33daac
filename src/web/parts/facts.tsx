// Description list of names and values.
import type { ComponentChildren } from 'preact';

export function Facts({ children }: { children: ComponentChildren }) {
  return <dl class="facts">{children}</dl>;
}

/** Renders nothing if there is no value. */
export function Fact({
  name,
  isWide,
  children,
}: {
  name: string;
  isWide?: boolean;
  children: ComponentChildren;
}) {
  if (children === null || children === undefined || children === false) return null;
  return (
    <div class={isWide ? 'wide' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
