// The hosts that a credential may be sent to, as origins.
import { parseTargetUrl } from './target-url.ts';

/** The origin of an entry: `api.example.com` means https. Null if the entry is invalid. */
export function originOfHost(entry: string): string | null {
  const url = parseTargetUrl(/^https?:\/\//i.test(entry) ? entry : `https://${entry}`);
  return typeof url === 'string' || url.path !== '/' || /[?#]/.test(entry) ? null : url.origin;
}

/** Null if the hosts cover the target, otherwise a message with the entry to add. */
export function refuseTarget(hosts: readonly string[], target: string): string | null {
  const url = parseTargetUrl(target);
  if (typeof url === 'string') return url;
  if (hosts.some((entry) => originOfHost(entry) === url.origin)) return null;
  const missing = url.origin.replace(/^https:\/\//, '');
  return `is for ${hosts.join(', ')}, not for the target: add ${missing} to the hosts of the credential, or use another credential`;
}
