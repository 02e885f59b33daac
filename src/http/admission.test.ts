// Tests that cached target decisions equal those of the policy, and that the cache is bounded.
import { expect, it } from 'vitest';
import { createAdmission } from './admission.ts';
import { admitTarget, parseTargetPolicy } from './targets.ts';

const policy = parseTargetPolicy('*.example.com', { loopbackWhenUnset: false });

it.each([
  'https://a.example.com/x?y=1#z',
  'http://A.example.com.:8080',
  'http://10.0.0.1/',
  'https://example.org/',
  'nonsense',
])('decides about %s as the policy does, each time', (target) => {
  const admit = createAdmission(policy);
  const decision = admitTarget(policy, target);
  const expected =
    typeof decision === 'string'
      ? decision
      : {
          ...decision,
          host: `${decision.hostname}:${decision.port}`,
          hostHeader: new URL(decision.origin).host,
        };
  expect(admit(target)).toEqual(expected);
  expect(admit(target)).toBe(admit(target));
});

it('keeps entries in use and evicts the others', () => {
  const admit = createAdmission(policy);
  const [often, once] = ['https://a.example.com/often', 'https://a.example.com/once'];
  const [first, second] = [admit(often), admit(once)];
  for (let i = 0; i < 6_000; i++) {
    admit(`https://a.example.com/${i}`);
    expect(admit(often)).toBe(first);
  }
  expect(admit(once)).not.toBe(second);
  expect(admit(once)).toEqual(second);
});
