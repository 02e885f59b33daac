// Reads the content type that a job sets for its payload.

// https://mimesniff.spec.whatwg.org/#json-mime-type, with any parameters.
const JSON_TYPE = /^\s*(application\/json|text\/json|[^/;\s]+\/[^/;\s]+\+json)\s*(;|$)/i;
const PLAIN_JSON = /^\s*application\/json\s*(;|$)/i;
const FORM = /^\s*application\/x-www-form-urlencoded\s*(;|$)/i;
const CHARSET = /;\s*charset\s*=\s*["']?([^\s"';]+)/i;
/** Charsets whose bytes are those of UTF-8 for every text, or for ASCII. */
const UTF_8 = /^(utf-?8|us-ascii|ascii)$/i;

/** `json` also means types such as `application/vnd.api+json`; `plain json` means `application/json`. */
export type BodyFormat = 'plain json' | 'json' | 'form' | 'other';

export function formatOf(contentType: string): BodyFormat {
  if (PLAIN_JSON.test(contentType)) return 'plain json';
  if (JSON_TYPE.test(contentType)) return 'json';
  return FORM.test(contentType) ? 'form' : 'other';
}

/** The reason why the payload cannot be sent with the content type, a predicate that follows the field, or null. */
export function checkMediaType(
  contentType: string,
  payload: unknown,
): { field: 'payload' | 'content-type'; detail: string } | null {
  if (formatOf(contentType) === 'form' && (typeof payload !== 'object' || Array.isArray(payload))) {
    if (typeof payload === 'string') return null;
    return { field: 'payload', detail: `must be an object or a string with the content type ${contentType}` };
  }
  const charset = CHARSET.exec(contentType)?.[1] ?? 'utf-8';
  if (UTF_8.test(charset) || !/[^\0-\x7f]/.test(JSON.stringify(payload))) return null;
  const detail = `names the charset ${charset}, but the body is sent in UTF-8; write charset=utf-8`;
  return { field: 'content-type', detail };
}
