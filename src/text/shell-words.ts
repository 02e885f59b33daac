// Splits a shell command into words and operators, as `sh` reads a simple command.

/** A word, with its value; or an operator such as `|` or `>`. */
export type ShellToken = { word: string } | { operator: string };

/** A text that is not a simple command. The message is for the user. */
export class ShellError extends Error {
  override readonly name = 'ShellError';
}

/** The value of a variable, as the text that replaces it. */
export type ExpandVariable = (name: string) => string;

const OPERATORS = ['&&', '||', '>>', '2>&1', '2>', '1>', '&>', '|', '&', ';', '>', '<', '(', ')'];
/** Longer names are not variables. */
const NAME_CHARACTERS = 200;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

/** Splits a command. Throws a `ShellError` for an open quotation mark or a command substitution. */
export function splitShell(text: string, expand: ExpandVariable): ShellToken[] {
  const reader = new Reader(text, expand);
  const tokens: ShellToken[] = [];
  for (let token = reader.next(); token !== undefined; token = reader.next()) tokens.push(token);
  return tokens;
}

class Reader {
  readonly #text: string;
  readonly #expand: ExpandVariable;
  #at = 0;

  constructor(text: string, expand: ExpandVariable) {
    this.#text = text;
    this.#expand = expand;
  }

  next(): ShellToken | undefined {
    this.#skipBlanks();
    if (this.#at >= this.#text.length || this.#text[this.#at] === '#') return undefined;
    const operator = OPERATORS.find((sign) => this.#text.startsWith(sign, this.#at));
    if (operator === undefined) return { word: this.#readWord() };
    this.#at += operator.length;
    return { operator };
  }

  #skipBlanks(): void {
    for (;;) {
      if (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
      // A backslash at the end of a line continues the line; `^` does in a Windows command prompt.
      else if (/^[\\^]\r?\n/.test(this.#text.slice(this.#at, this.#at + 3))) this.#at += 2;
      else return;
    }
  }

  #readWord(): string {
    let word = '';
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at]!;
      if (/[\s|&;<>()]/.test(char)) break;
      this.#at++;
      if (char === "'") word += this.#readUntilQuote();
      else if (char === '"') word += this.#readQuoted();
      else if (char === '\\') word += this.#readEscaped();
      else if (char === '$' && this.#text[this.#at] === "'") word += this.#readAnsi();
      else if (char === '$') word += this.#readVariable();
      else if (char === '`') throw new ShellError('has a command substitution with `');
      else word += char;
    }
    return word;
  }

  #readUntilQuote(): string {
    const end = this.#text.indexOf("'", this.#at);
    if (end < 0) throw new ShellError("has an opening ' without a closing one");
    const value = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    return value;
  }

  #readQuoted(): string {
    let value = '';
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined) throw new ShellError('has an opening " without a closing one');
      this.#at++;
      if (char === '"') return value;
      if (char === '$') value += this.#readVariable();
      else if (char === '`') throw new ShellError('has a command substitution with `');
      else if (char === '\\' && /["\\$`\n]/.test(this.#text[this.#at] ?? '')) value += this.#readEscaped();
      else value += char;
    }
  }

  #readEscaped(): string {
    const char = this.#text[this.#at++] ?? '';
    return char === '\n' ? '' : char;
  }

  /** `$'…'` with C escapes, as browsers copy requests. */
  #readAnsi(): string {
    this.#at++;
    let value = '';
    for (;;) {
      const char = this.#text[this.#at++];
      if (char === undefined) throw new ShellError("has an opening $' without a closing '");
      if (char === "'") return value;
      if (char !== '\\') {
        value += char;
        continue;
      }
      const [coded, , hex = ''] =
        /^([ux])([0-9a-f]{2,4})/i.exec(this.#text.slice(this.#at, this.#at + 5)) ?? [];
      if (coded === undefined) {
        const escaped = this.#text[this.#at++] ?? '';
        value += ESCAPES[escaped] ?? escaped;
      } else {
        const digits = coded.startsWith('x') ? hex.slice(0, 2) : hex;
        value += String.fromCharCode(Number.parseInt(digits, 16));
        this.#at += 1 + digits.length;
      }
    }
  }

  #readVariable(): string {
    const rest = this.#text.slice(this.#at, this.#at + NAME_CHARACTERS);
    if (rest.startsWith('(')) throw new ShellError('has a command substitution with $( )');
    const [matched, braced, plain] = /^(?:\{(\w+)\}|([A-Za-z_]\w*))/.exec(rest) ?? [];
    const name = braced ?? plain;
    if (matched === undefined || name === undefined) {
      if (rest.startsWith('{'))
        throw new ShellError('has a parameter expansion that is not a plain variable');
      return '$';
    }
    this.#at += matched.length;
    return this.#expand(name);
  }
}
