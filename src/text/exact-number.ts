// Checks whether JavaScript keeps every digit of a JSON number.

/** Whether the text of a number and the number that JavaScript parses from that text have the same digits. */
export function isExact(source: string, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  const text = String(value);
  return text === source || normalise(source) === normalise(text);
}

/** Significant digits and exponent of a JSON number, `-12.30e2` → `-123e1`. */
function normalise(number: string): string {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number)!;
  const digits = (whole + fraction).replace(/^0+/, '');
  // Not by a pattern: one would try each run of zeros to its end.
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end--;
  const significant = digits.slice(0, end);
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + (digits.length - significant.length)}`;
}
