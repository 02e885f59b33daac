// JSON made readable without being read: numbers stay as they were written, and a text that was cut is shown as far.

const TOKENS = /"(?:[^"\\]|\\.)*(?:"|$)|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Null where the text is no JSON, or nothing would be gained; `isCut` lets it end early. */
export function indentJson(text: string, isCut: boolean): string | null {
  if (!/^\s*[{[]/.test(text) || !(isCut || isJson(text))) return null;
  let out = '';
  let depth = 0;
  let before = '';
  for (const [token] of text.matchAll(TOKENS)) {
    const opens = before === '{' || before === '[';
    const closes = token === '}' || token === ']';
    if (closes) depth--;
    if (opens ? !closes : closes || before === ',') out += `\n${'  '.repeat(Math.max(0, depth))}`;
    out += token === ':' ? ': ' : token;
    if (token === '{' || token === '[') depth++;
    before = token;
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
