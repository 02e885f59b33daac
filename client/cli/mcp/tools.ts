// The tools of the MCP server: one for each operation of the contract.
import { type JsonSchema, type Operation, operations, schemas } from '../contract.ts';

export interface Tool {
  operation: Operation;
  /** Whether a call changes nothing. */
  isRead: boolean;
  /** Whether the body has `dry_run`: a call that changes something needs the confirmation of a dry run. */
  needsDryRun: boolean;
  declaration: {
    name: string;
    description: string;
    inputSchema: JsonSchema & { type: 'object' };
    annotations: { title: string; readOnlyHint: boolean; destructiveHint: boolean };
  };
}

/** Operations for browsers and tools, not for an assistant. */
const LEFT_OUT: readonly string[] = [
  'createSession',
  'deleteSession',
  'getSession',
  'getDocument',
  'getReadiness',
];
const PREFIX = '#/components/schemas/';

/** The tools that only read, and with `allowWrites` all. */
export function createTools(allowWrites: boolean): Tool[] {
  return operations
    .filter(({ id }) => !LEFT_OUT.includes(id))
    .map(toTool)
    .filter(({ isRead }) => isRead || allowWrites);
}

function toTool(operation: Operation): Tool {
  const isRead = operation.role === 'viewer' || (operation.role === undefined && operation.method === 'GET');
  const needsDryRun = resolve(operation.body)?.properties?.['dry_run'] !== undefined;
  const rule = needsDryRun
    ? ' First call it with dry_run true, and show the result. The call that follows needs the confirm of that result.'
    : '';
  return {
    operation,
    isRead,
    needsDryRun,
    declaration: {
      name: operation.id,
      description: `${operation.summary}. ${operation.description ?? ''}${rule}`.trim(),
      inputSchema: createInputSchema(operation, needsDryRun),
      annotations: { title: operation.summary, readOnlyHint: isRead, destructiveHint: !isRead },
    },
  };
}

/** The parameters and the body as one object, with the referenced schemas. */
function createInputSchema(operation: Operation, needsDryRun: boolean): JsonSchema & { type: 'object' } {
  const properties: Record<string, unknown> = {};
  for (const { name, schema, description } of operation.parameters)
    properties[name] = { ...schema, description };
  if (operation.body !== undefined) properties['body'] = operation.body;
  if (needsDryRun) {
    properties['confirm'] = { type: 'string', description: 'The confirm of the dry run with the same body.' };
  }
  const required = operation.parameters.filter((parameter) => parameter.required).map(({ name }) => name);
  if (operation.isBodyRequired) required.push('body');
  const definitions = collectDefinitions(properties);
  const schema = { type: 'object' as const, properties, required, additionalProperties: false };
  const text = JSON.stringify(
    Object.keys(definitions).length === 0 ? schema : { ...schema, $defs: definitions },
  ).replaceAll(PREFIX, '#/$defs/');
  return JSON.parse(text) as JsonSchema & { type: 'object' };
}

/** The schemas that a schema refers to, without the fields that only the service sets. */
function collectDefinitions(schema: unknown): Record<string, unknown> {
  const names = new Set(listReferences(schema));
  const definitions: Record<string, unknown> = {};
  for (const name of names) {
    const { example: _, ...definition } = schemas[name] ?? {};
    const fields = Object.entries(definition.properties ?? {}).filter(
      ([, field]) => field['readOnly'] !== true,
    );
    const isObject = definition.properties !== undefined;
    definitions[name] = isObject ? { ...definition, properties: Object.fromEntries(fields) } : definition;
    for (const further of listReferences(definitions[name])) names.add(further);
  }
  return definitions;
}

function listReferences(value: unknown): string[] {
  const text = JSON.stringify(value) as string | undefined;
  return Array.from((text ?? '').matchAll(/"#\/components\/schemas\/(\w+)"/g), ([, name]) => name!);
}

function resolve(schema: JsonSchema | undefined): JsonSchema | undefined {
  const reference = schema?.['$ref'];
  return typeof reference === 'string' ? schemas[reference.slice(PREFIX.length)] : schema;
}
