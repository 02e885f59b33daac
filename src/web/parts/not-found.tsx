// Shows that a job or a run is loading or does not exist.
import { links } from '../router.ts';

export function NotFound({ what, isGone }: { what: 'job' | 'run'; isGone: boolean }) {
  if (!isGone) return <p class="muted slow-loading">Loading…</p>;
  return (
    <>
      <h1>{what === 'job' ? 'Job' : 'Run'} not found</h1>
      <p>
        {what === 'job' ? 'It was deleted or never existed.' : 'It was pruned or never existed.'}{' '}
        <a href={links[`${what}s`]()}>See all {what}s</a>
      </p>
    </>
  );
}
