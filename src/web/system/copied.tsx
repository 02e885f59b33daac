// A text for a shell or a program, and the button that copies it.
import { CopyButton } from '../parts/copy-button.tsx';

interface Props {
  title: string;
  text: string;
  /** Of the button, for whoever listens. */
  label: string;
}

export function Copied({ title, text, label }: Props) {
  return (
    <figure class="copied">
      <figcaption>
        {title}
        <CopyButton text={() => text} label={label} />
      </figcaption>
      <pre>{text}</pre>
    </figure>
  );
}
