// Splits POSTGRES_URL into what a connection starts with and the settings that it applies afterwards.

export interface PostgresUrl {
  /** For the driver: the URL without the settings. */
  connectionString: string;
  /** Settings of PostgreSQL, from `options=-c name=value` and from parameters such as `lock_timeout`. */
  settings: Record<string, string>;
}

/** Parameters that the driver would send at the start of a connection, which poolers refuse. */
const SETTING_PARAMETERS = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];

/**
 * Poolers refuse or drop settings in the startup message, so they are applied after connecting. Other words in
 * `options`, such as the `endpoint=…` of some providers, are for the proxy in front and stay there.
 */
export function readPostgresUrl(text: string): PostgresUrl {
  const start = text.indexOf('?');
  if (start === -1) return { connectionString: text, settings: {} };
  const parameters = new URLSearchParams(text.slice(start + 1));
  const { settings, rest } = readOptions(parameters.get('options') ?? '');
  for (const name of SETTING_PARAMETERS) {
    const value = parameters.get(name);
    if (value !== null) settings[name] = value;
    parameters.delete(name);
  }
  parameters.delete('options');
  if (rest.length > 0) parameters.set('options', rest.join(' '));
  followLibpq(parameters);
  const query = parameters.toString();
  return { connectionString: `${text.slice(0, start)}${query === '' ? '' : `?${query}`}`, settings };
}

/** The driver verifies certificates where libpq does not: `sslmode=require` only encrypts, unless a root is given. */
function followLibpq(parameters: URLSearchParams): void {
  if (parameters.get('sslrootcert') === 'system') {
    parameters.delete('sslrootcert');
    parameters.set('sslmode', 'verify-full');
  }
  const mode = parameters.get('sslmode');
  // Both accept an unencrypted connection; a server that insists on encryption says so.
  if (mode === 'allow') parameters.set('sslmode', 'disable');
  if (mode !== null && !parameters.has('uselibpqcompat')) parameters.set('uselibpqcompat', 'true');
}

/** Reads `-c name=value`, `-cname=value` and `--name=value`, with a backslash before a blank in a value. */
function readOptions(options: string): { settings: Record<string, string>; rest: string[] } {
  const words = (options.match(/(?:\\.|\S)+/g) ?? []).map((word) => word.replaceAll(/\\(.)/g, '$1'));
  const settings: Record<string, string> = {};
  const rest: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    const pair = word === '-c' ? words[++index] : /^(?:-c|--)(.+)$/.exec(word)?.[1];
    const [, name, value] = /^([\w.-]+)=(.*)$/s.exec(pair ?? '') ?? [];
    if (name === undefined) rest.push(word, ...(word === '-c' && pair !== undefined ? [pair] : []));
    else settings[name.replaceAll('-', '_').toLowerCase()] = value!;
  }
  return { settings, rest };
}
