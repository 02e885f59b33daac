// Reads the first items of a list.
import { CommandFailure, EXIT } from '../exit-codes.ts';

export function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 100_000) {
    throw new CommandFailure('--limit must be a whole number from 1 to 100000.', EXIT.usage);
  }
  return count;
}

/** The first items. Requests no page beyond them. */
export async function take<Item>(items: AsyncIterable<Item>, count: number): Promise<Item[]> {
  const taken: Item[] = [];
  for await (const item of items) {
    taken.push(item);
    if (taken.length === count) break;
  }
  return taken;
}
