// Generates values that a schema of the API document allows, and values that it almost allows.
import fc, { type Arbitrary } from 'fast-check';
import { type ContractDocument, resolve, type Schema, typesOf } from '../../scripts/contract/document.ts';

/** Generated values are short. `nearly` generates values beyond a limit. */
const LONGEST = 40;
const MOST = 3;

/**
 * @param named generators by property or parameter name, for rules that the schema does not state
 */
export function valueOf(
  document: ContractDocument,
  schema: Schema,
  named: Record<string, Arbitrary<unknown>> = {},
): Arbitrary<unknown> {
  const make = (part: Schema): Arbitrary<unknown> => {
    const own = resolve(document, part);
    const readings = own.anyOf ?? own.oneOf;
    if (readings) return fc.oneof(...readings.map(make));
    if (own.allOf) return make(own.allOf.reduce((all, one) => ({ ...all, ...resolve(document, one) }), {}));
    if (own.enum) return fc.constantFrom(...own.enum);
    if (own.const !== undefined) return fc.constant(own.const);
    const types = typesOf(own);
    return types.length === 0
      ? fc.jsonValue({ maxDepth: 3 })
      : fc.oneof(...types.map((type) => ofType(type, own)));
  };

  const ofType = (type: string, own: Schema): Arbitrary<unknown> => {
    switch (type) {
      case 'string':
        return ofText(own);
      case 'integer':
        return fc.integer({ min: own.minimum ?? 0, max: own.maximum ?? 1_000 });
      case 'number':
        return fc.double({ min: own.minimum ?? 0, max: own.maximum ?? 1_000, noNaN: true });
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      case 'array':
        return fc.array(make(own.items ?? {}), {
          minLength: own.minItems ?? 0,
          maxLength: Math.min(own.maxItems ?? MOST, Math.max(MOST, own.minItems ?? 0)),
        });
      default:
        return ofObject(own);
    }
  };

  const ofObject = ({ properties, required = [], additionalProperties }: Schema): Arbitrary<unknown> => {
    if (!properties) {
      const values = typeof additionalProperties === 'object' ? additionalProperties : {};
      return fc.dictionary(fc.stringMatching(/^[a-z][a-z-]{0,10}$/), make(values), { maxKeys: MOST });
    }
    const fields = Object.entries(properties).map(([name, part]) => [name, named[name] ?? make(part)]);
    return fc.record(Object.fromEntries(fields) as Record<string, Arbitrary<unknown>>, {
      requiredKeys: required,
      noNullPrototype: true,
    });
  };
  return make(schema);
}

function ofText({ format, pattern, minLength = 0, maxLength = LONGEST }: Schema): Arbitrary<unknown> {
  switch (format) {
    case 'uuid':
      return fc.uuid({ version: 7 });
    case 'date':
      return instant.map((text) => text.slice(0, 10));
    case 'date-time':
      return instant;
    default:
  }
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern), { maxLength });
  return fc.string({ minLength, maxLength: Math.min(maxLength, LONGEST), unit: 'grapheme' });
}

const instant = fc
  .date({ min: new Date('1970-01-02T00:00:00Z'), max: new Date('9998-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

const oddities: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', ' ', [], {}, [[]], [null], 0, -1, 0.5, 2 ** 31, 2 ** 53, 1e308),
  fc.constantFrom(
    '\u0000',
    '\ud800',
    '\u202e',
    '😀'.repeat(300),
    'a'.repeat(20_000),
    "'; drop table job; --",
  ),
  fc.constantFrom('2027-02-30T00:00:00Z', '99999-01-01', '* * *', 'Mars/Olympus', 'http://[::1', '../../etc'),
  fc.constant(Array.from({ length: 1_100 }, () => 'x')),
  fc
    .integer({ min: 1, max: 80 })
    .map((depth) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown),
  fc.string({ unit: 'binary', maxLength: LONGEST }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** One of `values` with one defect: a missing, invalid or additional part. */
export function nearly(values: Arbitrary<unknown>): Arbitrary<unknown> {
  const change = fc.constantFrom('drop', 'replace', 'add');
  const name = fc.constantFrom('colour', 'id', '__proto__', 'constructor', '', 'Name', 'x'.repeat(300));
  return fc.tuple(values, fc.nat(), change, name, oddities).map(([value, seed, how, key, odd]) => {
    const copy: unknown = structuredClone(value);
    const places = placesIn(copy);
    const place = places[seed % Math.max(places.length, 1)];
    if (how === 'add' && isObject(copy)) {
      // Defines a field of this name, as a JSON body can contain it, not the prototype.
      Object.defineProperty(copy, key, { value: odd, enumerable: true, configurable: true, writable: true });
    } else if (!place) return odd;
    else if (how === 'drop') delete place.holder[place.key];
    else place.holder[place.key] = odd;
    return copy;
  });
}

type Holder = Record<string, unknown>;

function isObject(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null;
}

function placesIn(value: unknown): { holder: Holder; key: string }[] {
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((key) => [{ holder: value, key }, ...placesIn(value[key])]);
}
