// What was typed into a form and not saved, under the form's address: kept by the tab, until it is closed.
import { effect } from '@preact/signals';
import type { Job } from '../../../client/src/index.ts';
import { session } from '../session.ts';
import { isSecretHeader } from './secret-headers.ts';
import { type Values, valuesOf } from './values.ts';

export interface Draft {
  /** When it was typed, Unix milliseconds. */
  at: number;
  values: Values;
  /** The job that is edited, as it was when the form was opened. */
  job?: Job | undefined;
}

const PREFIX = 'draft ';

/** Also what the browser is not to keep: secrets are here for as long as the page is. */
const drafts = new Map<string, Draft>();

export function findDraft(address: string): Draft | undefined {
  return drafts.get(address) ?? readStored(address);
}

export function keepDraft(address: string, draft: Draft): void {
  drafts.set(address, draft);
}

/** So that it is found after a reload, too. */
export function storeDraft(address: string): void {
  const draft = drafts.get(address);
  if (!draft) return;
  try {
    sessionStorage.setItem(PREFIX + address, JSON.stringify(withoutSecrets(draft)));
  } catch {
    // No room, or none allowed: the page still has it.
  }
}

export function dropDraft(address: string): void {
  drafts.delete(address);
  sessionStorage.removeItem(PREFIX + address);
}

// What one has typed is not for whoever signs in next.
let wasIn = false;
effect(() => {
  const isIn = session.value !== undefined;
  if (wasIn && !isIn) dropAll();
  wasIn = isIn;
});

function dropAll(): void {
  drafts.clear();
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  }
}

function withoutSecrets({ values, ...draft }: Draft): Draft {
  const headers = values.headers.map((row) =>
    row.value !== '' && row.value !== '[redacted]' && isSecretHeader(row.name)
      ? { ...row, value: '', isWanted: true as const }
      : row,
  );
  return { ...draft, values: { ...values, headers, secret: '' } };
}

/** What another version of the page has stored may be of another shape. */
function readStored(address: string): Draft | undefined {
  try {
    const draft = JSON.parse(sessionStorage.getItem(PREFIX + address) ?? '') as Draft;
    const usual = Object.entries(valuesOf());
    const isWhole = usual.every(
      ([name, value]) => typeof draft.values[name as keyof Values] === typeof value,
    );
    return isWhole ? draft : undefined;
  } catch {
    return undefined;
  }
}
