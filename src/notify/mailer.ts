// Sends e-mail through the SMTP server of SMTP_URL.
import { createTransport } from 'nodemailer';
import { maskOf } from '../http/mask.ts';
import { USER_AGENT } from '../http/user-agent.ts';
import { showHidden } from '../text/hidden-characters.ts';

/** Time limits of nodemailer: connection, greeting, and silence of the server. */
const TIMEOUT_MS = 15_000;

export interface SmtpSettings {
  url: string;
  /** The sender: an address, or a name with an address in angle brackets. */
  from: string;
}

interface Mail {
  /** The same for every attempt, so that mailboxes that deduplicate show one message. */
  messageId: string;
  to: readonly string[];
  subject: string;
  text: string;
}

/** Resolves when the server has accepted the message for all recipients; otherwise rejects. */
type SendMail = (mail: Mail) => Promise<void>;

export function createMailer({ url, from }: SmtpSettings): SendMail {
  const timeouts = {
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    dnsTimeout: TIMEOUT_MS,
  };
  const mask = maskOf(listSecretForms(url));
  return async ({ messageId, to, subject, text }) => {
    // A connection per message: notices are rare, and a kept connection would be closed by the server in between.
    const transport = createTransport({ url, ...timeouts });
    try {
      const message = { from, to: [...to], subject, text, messageId, xMailer: USER_AGENT };
      const { rejected } = await transport.sendMail(message);
      if (rejected.length > 0) throw new Error(`The server refused the recipients ${rejected.join(', ')}.`);
    } catch (error) {
      // The message contains the response of the server, which may return the login.
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(showHidden(mask(message).replaceAll(/\s+/g, ' ')));
    } finally {
      transport.close();
    }
  };
}

/** The password of the URL as it is, and as the mechanisms PLAIN and LOGIN send it. */
function listSecretForms(url: string): string[] {
  const { username, password } = new URL(url);
  if (password === '') return [];
  const [user, pass] = [decodeURIComponent(username), decodeURIComponent(password)];
  const toBase64 = (text: string) => Buffer.from(text).toString('base64');
  return [pass, password, toBase64(pass), toBase64(`\0${user}\0${pass}`)];
}
