// Builds the properties of parsers: generated texts, and what a parser may do with them.
import fc, { type Arbitrary } from 'fast-check';

export interface Parser {
  name: string;
  property: fc.IPropertyWithHooks<[string]>;
}

/** Arbitrary text, and text of parts that the parser knows. */
export function textOf(parts: readonly string[], other: Arbitrary<string> = fc.string({ unit: 'binary' })) {
  const known = fc.array(
    fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...parts) }, fc.string({ maxLength: 3 })),
  );
  return fc.oneof(
    other,
    known.map((items) => items.join('')),
  );
}

/** Requires that `parse` returns, or throws one of the errors. Returns undefined for an error. */
export function parseOr<T>(
  parse: () => T,
  ...errors: (new (
    ...parameters: never[]
  ) => Error)[]
): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (errors.some((kind) => error instanceof kind)) return undefined;
    throw error;
  }
}

export function require(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

export const define = (name: string, texts: Arbitrary<string>, check: (text: string) => void): Parser => ({
  name,
  property: fc.property(texts, check),
});
