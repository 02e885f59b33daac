// Decides by the name of a header or parameter whether its value is a credential.

const SEPARATOR = /[-_.\s]/;
/** Words that mean a credential wherever they stand in a name. */
const PARTS =
  /token|secret|passw|passphrase|passcode|pwd|credential|signature|session|bearer|cookie|apikey|accesskey|privatekey/;
/** Words that mean a credential only as a whole. */
const WORDS = new Set(['key', 'keys', 'pass', 'cred', 'creds', 'pat', 'jwt', 'sig', 'sid', 'otp']);
/** `auth`, `authz`, `authorization`, `oauth`, `basicauth`, but not `author` or `authority`. */
const AUTH = /^auth(?!or(?:s|ed|ity|ities|ship)?$)|auth\d?$/;
/** `authkey`, `subscriptionkey`, but not `monkey`. */
const OTHER_KEYS =
  /^x?(?:account|admin|app|auth|client|function|license|master|service|shared|signing|storage|subscription|user)keys?$/;
/** `dbpass`, but not `bypass`. */
const OTHER_PASS = /^x?(?:app|basic|client|db|http|login|my|proxy|service|user)pass$/;

/** Reads each character a constant number of times: names come from callers and targets. */
export function isSecretName(name: string): boolean {
  const lowerCased = name.toLowerCase();
  if (PARTS.test(lowerCased)) return true;
  return lowerCased
    .split(SEPARATOR)
    .some((word) => WORDS.has(word) || AUTH.test(word) || OTHER_KEYS.test(word) || OTHER_PASS.test(word));
}
