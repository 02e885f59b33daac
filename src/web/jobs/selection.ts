// Which jobs of the list are selected, and what is asked to be done with many of them.
import { signal } from '@preact/signals';
import type { Who } from '../bulk/bulk.ts';
import { createSelection } from '../bulk/selection.ts';
import type { Action } from './bulk-words.ts';
import type { JobFilter } from './filter.ts';

/** What is to be done with whom; first it is only looked at. */
interface Asked {
  action: Action;
  who: Who<JobFilter>;
}

export const selection = createSelection();
export const asked = signal<Asked | null>(null);
