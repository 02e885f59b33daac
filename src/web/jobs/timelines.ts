// What the strips show: asked for together, for the rows that are drawn, and kept for those that come back into view.
import { type Signal, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { JobTimeline } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { recall, remember, useAsking } from '../live.ts';

const AT_ONCE = 100;
const KEPT_AT_MOST = 1_000;
/** What flies past while one scrolls is not asked for. */
const SETTLED_MS = 80;

type Known = Map<string, Signal<JobTimeline | undefined>>;

/** Jobs whose strips are drawn. */
const drawn = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** To be used once by the table that the strips are in. */
export function useTimelines(): void {
  useAsking(() => ask([...drawn]), { leastMs: 1_000 });
}

/** Undefined until it is known. */
export function useTimeline(id: string): JobTimeline | undefined {
  useEffect(() => {
    drawn.add(id);
    clearTimeout(timer);
    timer = setTimeout(() => void ask([...drawn].filter((one) => !find(one).peek())), SETTLED_MS);
    return () => {
      drawn.delete(id);
    };
  }, [id]);
  return find(id).value;
}

async function ask(ids: string[]): Promise<void> {
  try {
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      for (const timeline of await api.jobs.listTimelines(ids.slice(from, from + AT_ONCE))) {
        const known = find(timeline.job_id);
        if (JSON.stringify(known.peek()) !== JSON.stringify(timeline)) known.value = timeline;
      }
    }
  } catch {
    // The strips stay as they are; the list beside them tells what is wrong.
  }
}

function find(id: string): Signal<JobTimeline | undefined> {
  const all = recall<Known>('timelines') ?? new Map<string, Signal<JobTimeline | undefined>>();
  remember('timelines', all);
  const known = all.get(id) ?? signal<JobTimeline | undefined>(undefined);
  // What was looked at longest ago is forgotten first.
  all.delete(id);
  all.set(id, known);
  if (all.size > KEPT_AT_MOST) all.delete(all.keys().next().value!);
  return known;
}
