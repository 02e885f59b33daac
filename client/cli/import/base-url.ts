// Requires the base URL for sources whose jobs have no URL.
import { CommandFailure, EXIT } from '../exit-codes.ts';
import type { ImportOptions } from './collection.ts';

export function requireBaseUrl({ baseUrl }: ImportOptions, meaning: string): string {
  if (baseUrl !== undefined && URL.canParse(baseUrl)) return baseUrl;
  throw new CommandFailure(`This source has no URLs: give --base-url, ${meaning}.`, EXIT.usage);
}
