// Finds breaking changes between the released and the current contract.
import { compareSchemas } from './compare-schemas.ts';
import { type ContractDocument, type Operation, operationsOf } from './document.ts';

const ROLES = ['viewer', 'operator', 'admin'];

/** One line per breaking change: location, then change. The text is stable, because declarations repeat it. */
export function findBreakingChanges(released: ContractDocument, current: ContractDocument): string[] {
  const operations = new Map(operationsOf(current));
  const found = Array.from(operationsOf(released)).flatMap(([name, before]) => {
    const now = operations.get(name);
    if (!now) return [`${name}: is gone`];
    return [
      ...compareCalling(name, before, now),
      ...compareParameters(released, current, name, before, now),
      ...compareBody(released, current, name, before, now),
      ...compareAnswers(released, current, name, before, now),
    ];
  });
  return [...new Set(found)];
}

function* compareCalling(name: string, before: Operation, now: Operation): Generator<string> {
  if (before.operationId !== now.operationId)
    yield `${name}: the operation id was ${before.operationId}, is ${now.operationId}`;
  const [was, is] = [before, now].map(rankOf);
  if (is! > was!) yield `${name}: needed ${ROLES[was!] ?? 'no key'}, needs ${ROLES[is!]}`;
}

/** The index of the required role in `ROLES`, or -1 without a key. */
function rankOf({ security = [] }: Operation): number {
  return Math.max(
    -1,
    ...security.flatMap((scheme) => Object.values(scheme).flat()).map((role) => ROLES.indexOf(role)),
  );
}

function* compareParameters(
  released: ContractDocument,
  current: ContractDocument,
  name: string,
  before: Operation,
  now: Operation,
): Generator<string> {
  const find = (operation: Operation, key: string) =>
    operation.parameters?.find((one) => `${one.in} ${one.name}` === key);
  for (const one of before.parameters ?? []) {
    const key = `${one.in} ${one.name}`;
    const next = find(now, key);
    if (!next) yield `${name} ${key}: is gone`;
    else {
      const schemas = { released: one.schema, current: next.schema };
      yield* compareSchemas({ released, current }, schemas, `${name} ${key}`, 'request');
    }
  }
  for (const one of now.parameters ?? []) {
    const key = `${one.in} ${one.name}`;
    if (one.required && !find(before, key)?.required) yield `${name} ${key}: is required now`;
  }
}

function* compareBody(
  released: ContractDocument,
  current: ContractDocument,
  name: string,
  { requestBody: before }: Operation,
  { requestBody: now }: Operation,
): Generator<string> {
  if (now?.required && !before?.required) yield `${name}: a body is required now`;
  for (const [type, media] of Object.entries(before?.content ?? {})) {
    const next = now?.content[type];
    if (!next) yield `${name}: ${type} is not taken any more`;
    else {
      const schemas = { released: media.schema ?? {}, current: next.schema ?? {} };
      yield* compareSchemas({ released, current }, schemas, `${name} body`, 'request');
    }
  }
}

function* compareAnswers(
  released: ContractDocument,
  current: ContractDocument,
  name: string,
  { responses: before }: Operation,
  { responses: now }: Operation,
): Generator<string> {
  for (const [status, answer] of Object.entries(before)) {
    const next = now[status];
    if (!next) {
      yield `${name} ${status}: is not answered any more`;
      continue;
    }
    for (const header of Object.keys(answer.headers ?? {}))
      if (!next.headers?.[header]) yield `${name} ${status} header ${header}: is gone`;
    for (const [type, media] of Object.entries(answer.content ?? {})) {
      const other = next.content?.[type];
      if (!other) yield `${name} ${status}: is not ${type} any more`;
      else {
        const schemas = { released: media.schema ?? {}, current: other.schema ?? {} };
        yield* compareSchemas({ released, current }, schemas, `${name} ${status}`, 'answer');
      }
    }
  }
}
