// Code block with a button that copies the code.
import { CopyButton } from '../parts/copy-button.tsx';

interface Props {
  title: string;
  text: string;
  /** Accessible name of the button. */
  label: string;
}

export function CopyableCode({ title, text, label }: Props) {
  return (
    <figure class="copyable-code">
      <figcaption>
        {title}
        <CopyButton text={() => text} label={label} />
      </figcaption>
      <pre>{text}</pre>
    </figure>
  );
}
