// Types and helpers for the parts of an OpenAPI document that the scripts read.

export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  default?: unknown;
  example?: unknown;
  readOnly?: boolean;
}

export interface Media {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, { value?: unknown }>;
}

type Content = Record<string, Media>;

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: Schema;
}

export interface Answer {
  headers?: Record<string, { schema?: Schema }>;
  content?: Content;
}

export interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, Answer>;
}

export interface ContractDocument {
  info: { version: string };
  tags?: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** Every operation with its name, such as `POST /jobs`. */
export function* operationsOf(document: ContractDocument): Generator<[name: string, Operation]> {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item))
      yield [`${method.toUpperCase()} ${path}`, operation];
  }
}

/** Resolves a reference. Returns any other schema unchanged. */
export function resolve(document: ContractDocument, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.replace('#/components/schemas/', '');
  const found = document.components.schemas[name];
  if (!found) throw new Error(`The document has no schema ${schema.$ref}.`);
  return found;
}

/** The direct subschemas, each with its path step: `name`, `[]`, `{}`, or `''` for an alternative. */
export function* partsOf(schema: Schema): Generator<[step: string, Schema]> {
  for (const [name, part] of Object.entries(schema.properties ?? {})) yield [`.${name}`, part];
  if (schema.items) yield ['[]', schema.items];
  if (typeof schema.additionalProperties === 'object') yield ['{}', schema.additionalProperties];
  for (const reading of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])])
    yield ['', reading];
}

export function typesOf(schema: Schema): string[] {
  return schema.type === undefined ? [] : [schema.type].flat();
}
