// Indents JSON text without parsing it, so that numbers keep their digits and truncated text works.

const TOKENS = /"(?:[^"\\]|\\.)*(?:"|$)|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Deeper levels share an indentation: that of thousands of brackets would be larger than the text by its square. */
const LEVELS_AT_MOST = 40;

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
    if (opens ? !closes : closes || previous === ',')
      out += `\n${'  '.repeat(Math.min(Math.max(0, depth), LEVELS_AT_MOST))}`;
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
