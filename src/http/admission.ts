// A cache of the policy's decisions by target, so that a URL sent to often is parsed and checked once.

import type { TargetUrl } from './target-url.ts';
import { admitTarget, type TargetPolicy } from './targets.ts';

/** At most twice as many decisions are kept; a target has at most 2083 characters. */
const GENERATION_SIZE = 2_000;

export interface AdmittedTarget extends TargetUrl {
  /** `name:port`, for messages. */
  host: string;
}

/**
 * Decides like admitTarget, which depends on nothing but the policy and the text. Two generations: when the young one is
 * full it becomes the old one, and what the old one held is forgotten unless it has been asked for since.
 */
export function createAdmission(policy: TargetPolicy): (target: string) => AdmittedTarget | string {
  let young = new Map<string, AdmittedTarget | string>();
  let old = new Map<string, AdmittedTarget | string>();
  return (target) => {
    const known = young.get(target);
    if (known !== undefined) return known;
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
  return typeof url === 'string' ? url : { ...url, host: `${url.hostname}:${url.port}` };
}
