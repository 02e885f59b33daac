// Finds breaking changes of a schema: requests no longer accepted, or responses with new values.
import { type ContractDocument, resolve, type Schema, typesOf } from './document.ts';

/** `request`: clients send the value. `answer`: clients read the value. */
export type Direction = 'request' | 'answer';

export interface Both<T> {
  released: T;
  current: T;
}

type Documents = Both<ContractDocument>;

const LOWER = ['minimum', 'minLength', 'minItems'] as const;
const UPPER = ['maximum', 'maxLength', 'maxItems'] as const;

/** Breaking changes, one line each. `where` restarts at a named schema, so that each change is reported once. */
export function compareSchemas(
  documents: Documents,
  schemas: Both<Schema>,
  where: string,
  direction: Direction,
  above: readonly string[] = [],
): string[] {
  const names = [schemas.released.$ref, schemas.current.$ref].join();
  if (names !== ',' && above.includes(names)) return [];
  const within = [...above, names];
  const place = schemas.current.$ref?.split('/').at(-1) ?? where;

  const released = readingsOf(documents.released, schemas.released);
  const current = readingsOf(documents.current, schemas.current);
  // Every alternative in `given` must be accepted by one in `room`.
  const [given, room] = direction === 'request' ? [released, current] : [current, released];
  return given.flatMap((one) => {
    const attempts = room.map((other) => {
      const pair =
        direction === 'request' ? { released: one, current: other } : { released: other, current: one };
      return compareReadings(documents, pair, place, direction, within);
    });
    return attempts.toSorted((a, b) => a.length - b.length)[0] ?? [];
  });
}

/** The alternatives of a schema as plain schemas: `string or null` has two. */
function readingsOf(document: ContractDocument, schema: Schema): Schema[] {
  const own = resolve(document, schema);
  const alternatives = own.anyOf ?? own.oneOf;
  if (alternatives) return alternatives.flatMap((part) => readingsOf(document, part));
  if (own.allOf) return [own.allOf.reduce((all, part) => ({ ...all, ...resolve(document, part) }), {})];
  return [own];
}

function compareReadings(
  documents: Documents,
  { released, current }: Both<Schema>,
  where: string,
  direction: Direction,
  above: readonly string[],
): string[] {
  const [given, room] = direction === 'request' ? [released, current] : [current, released];
  if (!hasRoomFor(typesOf(room), typesOf(given)))
    return [`${where}: was ${describeTypes(released)}, is ${describeTypes(current)}`];
  return [
    ...compareValues({ released, current }, where, direction),
    ...(direction === 'request' ? compareLimits({ released, current }, where) : []),
    ...compareProperties(documents, { released, current }, where, direction, above),
    ...(released.items && current.items
      ? compareSchemas(
          documents,
          { released: released.items, current: current.items },
          `${where}[]`,
          direction,
          above,
        )
      : []),
  ];
}

function hasRoomFor(room: string[], given: string[]): boolean {
  if (room.length === 0) return true;
  const isTaken = (type: string) => room.includes(type) || (type === 'integer' && room.includes('number'));
  return given.length > 0 && given.every(isTaken);
}

const describeTypes = (schema: Schema) => typesOf(schema).join(' or ') || 'anything';

function* compareValues(
  { released, current }: Both<Schema>,
  where: string,
  direction: Direction,
): Generator<string> {
  const [before, now] = [listedValues(released), listedValues(current)];
  if (direction === 'request') {
    const lost = now && (before ? before.filter((value) => !now.includes(value)) : ['other values']);
    if (lost && lost.length > 0) yield `${where}: ${lost.join(', ')} not taken any more`;
  } else {
    const added = before && (now ? now.filter((value) => !before.includes(value)) : ['other values']);
    if (added && added.length > 0) yield `${where}: may now be ${added.join(', ')}`;
  }
}

function listedValues({ enum: values, const: only }: Schema): string[] | undefined {
  if (only !== undefined) return [JSON.stringify(only)];
  return values?.map((value) => JSON.stringify(value));
}

function* compareLimits({ released, current }: Both<Schema>, where: string): Generator<string> {
  for (const limit of LOWER) {
    const [before = Number.NEGATIVE_INFINITY, now = Number.NEGATIVE_INFINITY] = [
      released[limit],
      current[limit],
    ];
    if (now > before) yield `${where}: ${limit} was ${released[limit] ?? 'none'}, is ${now}`;
  }
  for (const limit of UPPER) {
    const [before = Number.POSITIVE_INFINITY, now = Number.POSITIVE_INFINITY] = [
      released[limit],
      current[limit],
    ];
    if (now < before) yield `${where}: ${limit} was ${released[limit] ?? 'none'}, is ${now}`;
  }
  for (const form of ['pattern', 'format'] as const) {
    if (current[form] !== undefined && current[form] !== released[form])
      yield `${where}: ${form} was ${released[form] ?? 'none'}, is ${current[form]}`;
  }
  const [before, now] = [released, current].map((schema) => JSON.stringify(schema.default));
  if (before !== undefined && before !== now) yield `${where}: the default was ${before}, is ${now}`;
}

function* compareProperties(
  documents: Documents,
  { released, current }: Both<Schema>,
  where: string,
  direction: Direction,
  above: readonly string[],
): Generator<string> {
  const [before, now] = [released.properties ?? {}, current.properties ?? {}];
  for (const [name, schema] of Object.entries(before)) {
    const place = `${where}.${name}`;
    const next = now[name];
    const isRequired = current.required?.includes(name) ?? false;
    const wasRequired = released.required?.includes(name) ?? false;
    if (!next) yield `${place}: is gone`;
    else if (direction === 'request' && isRequired && !wasRequired) yield `${place}: is required now`;
    else if (direction === 'answer' && !isRequired && wasRequired) yield `${place}: may be left out now`;
    if (next) yield* compareSchemas(documents, { released: schema, current: next }, place, direction, above);
  }
  for (const name of current.required ?? [])
    if (direction === 'request' && !(name in before)) yield `${where}.${name}: is new and required`;
  const [others, othersNow] = [released.additionalProperties ?? true, current.additionalProperties ?? true];
  if (direction === 'request' && others !== false && othersNow === false)
    yield `${where}: takes no other fields any more`;
  if (typeof others === 'object' && typeof othersNow === 'object')
    yield* compareSchemas(
      documents,
      { released: others, current: othersNow },
      `${where}{}`,
      direction,
      above,
    );
}
