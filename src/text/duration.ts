// Reads durations such as `1h30m`, `90s` and `15 minutes`.

const SECONDS: Readonly<Record<string, number>> = {
  d: 86_400,
  h: 3_600,
  m: 60,
  s: 1,
  ms: 1e-3,
  us: 1e-6,
  µs: 1e-6,
  ns: 1e-9,
};

/** `1h30m`, `1.5h`, `90s`, `2 days`; in seconds. Undefined for other text, and for a number without a unit. */
export function readDuration(text: string): number | undefined {
  const short = text
    .trim()
    .toLowerCase()
    .replaceAll(/\s{1,5}and\s{1,5}|[\s,]{1,5}/g, '')
    .replaceAll(/(?<=\d)(?:(d)ays?|(h)(?:ours?|rs?)|(m)in(?:ute)?s?|(s)ec(?:ond)?s?)(?![a-z])/g, '$1$2$3$4');
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:d|h|m|s|ms|us|µs|ns)){1,7}$/.test(short)) return undefined;
  let seconds = 0;
  for (const [, number, unit = 's'] of short.matchAll(/([\d.]{1,19})([a-zµ]{1,2})/g)) {
    seconds += Number(number) * (SECONDS[unit] ?? 1);
  }
  return seconds;
}
