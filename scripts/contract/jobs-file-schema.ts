// Creates the JSON Schema of a file of jobs from the contract.
import type { ContractDocument } from './document.ts';

type Schema = Record<string, unknown> & {
  properties?: Record<string, Schema>;
  required?: string[];
};

const PREFIX = '#/components/schemas/';

/** The schema of the files that `scheduler plan` and `scheduler apply` read. */
export function createJobsFileSchema(document: Pick<ContractDocument, 'components'>): object {
  const schemas = document.components.schemas as unknown as Record<string, Schema>;
  const { managed_by: set, jobs } = schemas['JobApply']?.properties ?? {};
  const definitions: Record<string, unknown> = {};
  const job = toFileJob(schemas['JobInput']!);
  const references = new Set(listReferences(job));
  for (const name of references) {
    definitions[name] = rename(schemas[name]);
    for (const further of listReferences(schemas[name])) references.add(further);
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Jobs of Scheduler Service',
    description:
      'The file of scheduler plan and scheduler apply. ${env:NAME} in a text is an environment variable.',
    type: 'object',
    required: ['managed_by', 'jobs'],
    properties: {
      managed_by: rename(set),
      jobs: { type: 'array', maxItems: jobs?.['maxItems'], items: { $ref: '#/$defs/Job' } },
    },
    patternProperties: { '^x-': { description: 'Own content, such as anchors.' } },
    additionalProperties: false,
    $defs: { Job: rename(job), ...definitions },
  };
}

/** A request body with a key, and without the fields that the file or the service sets. */
function toFileJob({ example: _, ...schema }: Schema): Schema {
  const fields = Object.entries(schema.properties ?? {}).filter(
    ([name, field]) => name !== 'managed_by' && field['readOnly'] !== true,
  );
  return { ...schema, properties: Object.fromEntries(fields), required: ['key', ...(schema.required ?? [])] };
}

function listReferences(value: unknown): string[] {
  return Array.from(JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g), ([, name]) => name!);
}

function rename(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(PREFIX, '#/$defs/')) as unknown;
}
