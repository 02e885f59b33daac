// Contract rules beyond standard linters: names, limits, problem responses, security, examples.
import {
  type Answer,
  type ContractDocument,
  type Media,
  type Operation,
  operationsOf,
  type Parameter,
  partsOf,
  resolve,
  type Schema,
  typesOf,
} from './document.ts';

const SNAKE_CASE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const CAMEL_CASE = /^[a-z]+([A-Z][a-z0-9]*)*$/;
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** Formats with a fixed length. */
const BOUNDED_FORMATS = ['uuid', 'date'];

/** Error responses that are not problem+json, by operation and status, with the reason. */
const otherErrors: Record<string, string> = {
  'getReadiness 503': 'reports which part is unreachable',
};
/** Objects with undeclared fields, with the reason. */
const openObjects: Record<string, string> = {
  'GET /openapi.json 200 application/json': 'is the OpenAPI document',
};

/** The rule violations, one line each: location, then violation. */
export function checkRules(document: ContractDocument): string[] {
  const tags = new Set(document.tags?.map(({ name }) => name));
  const ids = new Set<string>();
  return [
    ...Object.entries(document.components.schemas).flatMap(([name, schema]) => [
      ...checkSchema(name, schema),
      ...(typesOf(schema).includes('object') && schema.example === undefined
        ? [`${name}: has no example`]
        : []),
    ]),
    ...Array.from(operationsOf(document)).flatMap(([name, operation]) => {
      const found = [...checkOperation(name, operation, tags), ...checkContents(document, name, operation)];
      const id = operation.operationId ?? '';
      if (ids.has(id)) found.push(`${name}: the operation id ${id} is used twice`);
      ids.add(id);
      return found;
    }),
  ];
}

function* checkOperation(name: string, operation: Operation, tags: ReadonlySet<string>): Generator<string> {
  const { operationId = '', summary = '', security, responses } = operation;
  if (!CAMEL_CASE.test(operationId)) yield `${name}: the operation id ${operationId} is not camelCase`;
  if (summary === '') yield `${name}: has no summary`;
  if (operation.tags?.length !== 1) yield `${name}: must have exactly one tag`;
  for (const tag of operation.tags ?? [])
    if (!tags.has(tag)) yield `${name}: the tag ${tag} is not declared in the document`;
  if (!security) yield `${name}: does not declare security; use [] for none`;
  for (const parameter of operation.parameters ?? []) {
    const where = `${name} ${parameter.in} ${parameter.name}`;
    const pattern = parameter.in === 'header' ? KEBAB_CASE : SNAKE_CASE;
    if (!pattern.test(parameter.name)) yield `${where}: the name is not in the case of its kind`;
    yield* checkSchema(where, parameter.schema);
    if (!explainsItself(parameter)) yield `${where}: has no example`;
  }
  for (const [status, answer] of Object.entries(responses)) {
    const isError = Number(status) >= 400;
    const types = Object.keys(answer.content ?? {}).join();
    if (isError && types !== 'application/problem+json' && !(`${operationId} ${status}` in otherErrors))
      yield `${name} ${status}: is not application/problem+json alone`;
    yield* checkHeaders(`${name} ${status}`, answer);
  }
}

function* checkHeaders(name: string, answer: Answer): Generator<string> {
  for (const [header, { schema = {} }] of Object.entries(answer.headers ?? {})) {
    if (!KEBAB_CASE.test(header)) yield `${name} header ${header}: the name is not in lower case`;
    yield* checkSchema(`${name} header ${header}`, schema);
  }
}

function* checkContents(document: ContractDocument, name: string, operation: Operation): Generator<string> {
  const contents = [
    ...Object.entries(operation.requestBody?.content ?? {}).map(
      ([type, media]) => [`${name} ${type}`, type, media] as const,
    ),
    ...Object.entries(operation.responses).flatMap(([status, { content = {} }]) =>
      Object.entries(content).map(([type, media]) => [`${name} ${status} ${type}`, type, media] as const),
    ),
  ];
  for (const [where, type, media] of contents) {
    // HTML pages and streams, also of JSON lines, have no length limit.
    if (media.schema && /[/+]json$/.test(type)) yield* checkSchema(where, media.schema);
    if (!hasExample(document, media)) yield `${where}: has no example`;
  }
}

function hasExample(document: ContractDocument, { schema, example, examples = {} }: Media): boolean {
  const own = example ?? Object.values(examples)[0]?.value;
  return own !== undefined || (schema !== undefined && resolve(document, schema).example !== undefined);
}

/** An enum and a default value also serve as examples. */
function explainsItself({ schema }: Parameter): boolean {
  return [schema.example, schema.enum, schema.default, schema.allOf].some((said) => said !== undefined);
}

function* checkSchema(where: string, schema: Schema): Generator<string> {
  const types = typesOf(schema);
  const isListed = schema.enum !== undefined || schema.const !== undefined;
  if (
    types.includes('string') &&
    !isListed &&
    schema.maxLength === undefined &&
    !BOUNDED_FORMATS.includes(schema.format ?? '')
  )
    yield `${where}: a string without maxLength`;
  if (types.includes('array') && schema.maxItems === undefined) yield `${where}: an array without maxItems`;
  const { additionalProperties: others = true } = schema;
  const isOpen = others === true || (typeof others === 'object' && Object.keys(others).length === 0);
  if (schema.properties && isOpen !== where in openObjects)
    yield `${where}: ${isOpen ? 'allows undeclared fields' : 'does not need its exception'}`;
  for (const name of Object.keys(schema.properties ?? {}))
    if (!SNAKE_CASE.test(name)) yield `${where}.${name}: is not snake_case`;
  for (const [step, part] of partsOf(schema)) yield* checkSchema(`${where}${step}`, part);
}
