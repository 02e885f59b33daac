// Reads the JSON of a payload; the script that finds the place of an error is loaded when needed.
import { signal } from '@preact/signals';
import type { JsonFault } from './json-fault.ts';

export type JsonCheck =
  | { isValid: true; value: unknown }
  /** `fault` is null until the script is loaded. */
  | { isValid: false; fault: JsonFault | null; message: string };

const finder = signal<((text: string) => JsonFault | null) | undefined>(undefined);

/** Without the script, a message names no place, and numbers of too many digits are accepted. */
export async function loadJsonCheck(): Promise<void> {
  const script = await import('./json-fault.ts').catch(() => undefined);
  finder.value ??= script?.findJsonFault;
}

/** Subscribes the calling component to the script. */
export function checkJson(text: string): JsonCheck {
  const fault = finder.value?.(text) ?? null;
  if (fault)
    return {
      isValid: false,
      fault,
      message: `Line ${fault.line}, column ${fault.column}: ${fault.problem}.`,
    };
  try {
    return { isValid: true, value: JSON.parse(text) as unknown };
  } catch {
    return { isValid: false, fault, message: 'This is not valid JSON.' };
  }
}
