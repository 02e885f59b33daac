// The outcome of a notice or run callback in words.
import type { Notice } from '../../../client/src/index.ts';

export function describeOutcome({
  status,
  attempts,
  error,
}: Pick<Notice, 'status' | 'attempts' | 'error'>): string {
  switch (status) {
    case 'sent':
      return attempts > 1 ? `Sent at attempt ${attempts}` : 'Sent';
    case 'failed':
      return `Failed after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: ${error ?? ''}`;
    case 'queued':
      if (error !== null) return `Attempt ${attempts} failed, retrying: ${error}`;
      return attempts === 0 ? 'Queued' : 'Sending';
  }
}
