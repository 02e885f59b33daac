// Reads the content type that a job sets for its payload.

// https://mimesniff.spec.whatwg.org/#json-mime-type, with any parameters.
const JSON_TYPE = /^\s*(application\/json|text\/json|[^/;\s]+\/[^/;\s]+\+json)\s*(;|$)/i;
const PLAIN_JSON = /^\s*application\/json\s*(;|$)/i;
const FORM = /^\s*application\/x-www-form-urlencoded\s*(;|$)/i;
/** A type and a subtype of RFC 9110, with parameters after a semicolon. */
const MEDIA_TYPE = /^\s*[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(;|$)/;
const MULTIPART = /^\s*multipart\//i;
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
  if (!MEDIA_TYPE.test(contentType)) {
    const guess = /json/i.test(contentType) ? 'application/json' : 'text/plain';
    return { field: 'content-type', detail: `is not a media type such as ${guess}` };
  }
  if (MULTIPART.test(contentType) && typeof payload !== 'string') {
    return {
      field: 'content-type',
      detail:
        'multipart bodies are not built from objects; write application/x-www-form-urlencoded or application/json',
    };
  }
  if (formatOf(contentType) === 'form' && (typeof payload !== 'object' || Array.isArray(payload))) {
    if (typeof payload === 'string') return null;
    return { field: 'payload', detail: `must be an object or a string with the content type ${contentType}` };
  }
  const charset = CHARSET.exec(contentType)?.[1] ?? 'utf-8';
  if (UTF_8.test(charset) || !/[^\0-\x7f]/.test(JSON.stringify(payload))) return null;
  const detail = `names the charset ${charset}, but the body is sent in UTF-8; write charset=utf-8`;
  return { field: 'content-type', detail };
}
