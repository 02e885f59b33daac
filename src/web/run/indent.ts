// Indents JSON text without parsing it, so that numbers keep their digits and truncated text works.

const TOKENS = /"(?:[^"\\]|\\.)*(?:"|$)|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Returns null for text that is not a JSON object or array. `isTruncated` accepts text that ends early. */
export function indentJson(text: string, isTruncated: boolean): string | null {
  if (!/^\s*[{[]/.test(text) || !(isTruncated || isJson(text))) return null;
  let out = '';
  let depth = 0;
  let previous = '';
  for (const [token] of text.matchAll(TOKENS)) {
    const opens = previous === '{' || previous === '[';
    const closes = token === '}' || token === ']';
    if (closes) depth--;
    if (opens ? !closes : closes || previous === ',') out += `\n${'  '.repeat(Math.max(0, depth))}`;
    out += token === ':' ? ': ' : token;
    if (token === '{' || token === '[') depth++;
    previous = token;
  }
  return out;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
