// Writes the body of a request in the format of its content type.
import { type BodyFormat, formatOf } from '../http/media-type.ts';
import { fillJson, fillText, type TemplateValues } from './templates.ts';

const JSON_TYPE = 'application/json';

/**
 * Without a content type, or with `application/json`, the payload is sent as JSON. With any other type a string is sent
 * as it stands, an object as a form if the type says so, and everything else as JSON. A content type that the job sets is
 * never replaced.
 */
export function writeBody(payload: unknown, headers: Record<string, string>, values: TemplateValues): string {
  const format = formatOf((headers['content-type'] ??= JSON_TYPE));
  if (typeof payload === 'string' && format !== 'plain json')
    return fillText(payload, values, ENCODERS[format]);
  const isForm =
    format === 'form' && typeof payload === 'object' && payload !== null && !Array.isArray(payload);
  return isForm ? writeForm(payload, values) : fillJson(payload, values);
}

/** Encodings of inserted values, so that a job name cannot change the structure of the body. */
const ENCODERS: Record<BodyFormat, ((value: string) => string) | undefined> = {
  'plain json': undefined,
  json: (value) => JSON.stringify(value).slice(1, -1),
  form: encodeURIComponent,
  other: undefined,
};

/** A list repeats its name, null is empty, and an object within the form is JSON. */
function writeForm(payload: object, values: TemplateValues): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(payload)) {
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value as unknown]) {
      form.append(name, writeItem(item, values));
    }
  }
  return form.toString();
}

function writeItem(item: unknown, values: TemplateValues): string {
  if (item === null) return '';
  if (typeof item === 'string') return fillText(item, values);
  return fillJson(item, values);
}
