// What is shown in place of something that has not arrived, or does not exist.
import { links } from '../router.ts';

export function Absent({ what, isGone }: { what: 'job' | 'run'; isGone: boolean }) {
  if (!isGone) return <p class="muted patient">Loading…</p>;
  return (
    <>
      <h1>There is no such {what}</h1>
      <p>
        {what === 'job'
          ? 'It was deleted, or it never existed.'
          : 'It is no longer kept, or it never existed.'}{' '}
        <a href={links[`${what}s`]()}>See all {what}s</a>
      </p>
    </>
  );
}
