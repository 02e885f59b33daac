// Caches the policy's decision per target, so that a frequent target URL is parsed and checked once.
import type { TargetUrl } from './target-url.ts';
import { admitTarget, type TargetPolicy } from './targets.ts';

/** The cache holds at most twice this number of decisions. A target has at most 2083 characters. */
const GENERATION_SIZE = 2_000;

export interface AdmittedTarget extends TargetUrl {
  /** `name:port`, for messages. */
  host: string;
  /** The value of the `host` header: with brackets around an IPv6 address, without the usual port. */
  hostHeader: string;
}

/**
 * Caches admitTarget, whose result depends only on the policy and the text. Uses two generations: when the young one is
 * full it replaces the old one, which evicts all entries that were not used since the last replacement.
 */
export function createAdmission(policy: TargetPolicy): (target: string) => AdmittedTarget | string {
  let young = new Map<string, AdmittedTarget | string>();
  let old = new Map<string, AdmittedTarget | string>();
  return (target) => {
    const cached = young.get(target);
    if (cached !== undefined) return cached;
    const decision = old.get(target) ?? decide(policy, target);
    if (young.size >= GENERATION_SIZE) {
      old = young;
      young = new Map();
    }
    young.set(target, decision);
    return decision;
  };
}

function decide(policy: TargetPolicy, target: string): AdmittedTarget | string {
  const url = admitTarget(policy, target);
  if (typeof url === 'string') return url;
  const hostHeader = url.origin.slice(url.origin.indexOf('//') + 2);
  return { ...url, host: `${url.hostname}:${url.port}`, hostHeader };
}
