// Weakened twins of the service, one protection less each: the simulation must find what is wrong with them.

type Rewrite = (text: string) => string;

const twins: Readonly<Record<string, Rewrite>> = {
  /** A result is stored although another worker holds the run by now. */
  'no fencing token': (text) => text.replaceAll('r.lease_token = i.token', 'true'),
  /** Others change a job between the statement that reads it and the one that writes it. */
  'no lock on the job': (text) =>
    /^(begin|commit|rollback)$/.test(text) ? 'select 1 as no_transaction' : text,
  /** The claim decides by one reading of the clock which runs are due, and by a later one which are early. */
  'clock read twice': (text) =>
    text.replace(
      /when due_at > \(select now from clock\) \+ (\$\d+) \* interval '1 millisecond' then([\s\S]*?)else 'claim' end as list/,
      (_, early: string, between: string) =>
        `when due_at > clock_timestamp() + interval '250 milliseconds' + ${early} * interval '1 millisecond' then${between}when due_at > (select now from clock) + ${early} * interval '1 millisecond' then 'gone' else 'claim' end as list`,
    ),
};

export function findTwin(name: string): Rewrite {
  const twin = twins[name];
  if (twin === undefined) throw new Error(`--twin: must be one of ${Object.keys(twins).join(', ')}`);
  return twin;
}
