// The operations of the API, from the OpenAPI document.
import document from '../../openapi/openapi.json' with { type: 'json' };

export interface JsonSchema {
  [keyword: string]: unknown;
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  schema: JsonSchema;
}

export interface Operation {
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  summary: string;
  description: string | undefined;
  /** The role that the operation requires; undefined without a key. */
  role: string | undefined;
  /** Path and query parameters. */
  parameters: Parameter[];
  /** The JSON Schema of the request body, with references into the document. */
  body: JsonSchema | undefined;
  isBodyRequired: boolean;
}

interface DeclaredOperation {
  operationId: string;
  summary: string;
  description?: string;
  security?: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, { content?: Record<string, unknown> }>;
}

interface ApiDocument {
  info: { version: string };
  paths: Record<string, Record<string, DeclaredOperation>>;
  components: { schemas: Record<string, JsonSchema> };
}

const api = document as unknown as ApiDocument;

export const { version } = api.info;
export const { schemas } = api.components;

/** The operations whose responses are JSON, or have no body. */
export const operations: readonly Operation[] = Object.entries(api.paths).flatMap(([path, byMethod]) =>
  Object.entries(byMethod)
    .filter(([, { responses }]) => answersJson(responses))
    .map(([method, declared]) => toOperation(method, path, declared)),
);

function answersJson(responses: DeclaredOperation['responses']): boolean {
  const { content } = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1] ?? {};
  return content === undefined || 'application/json' in content;
}

function toOperation(method: string, path: string, declared: DeclaredOperation): Operation {
  return {
    id: declared.operationId,
    method: method.toUpperCase() as Operation['method'],
    path,
    summary: declared.summary,
    description: declared.description,
    role: declared.security?.[0]?.['key']?.[0],
    parameters: (declared.parameters ?? []).filter((parameter) => parameter.in !== 'header'),
    body: declared.requestBody?.content['application/json']?.schema,
    isBodyRequired: declared.requestBody?.required ?? false,
  };
}
