// Serializes JSON with sorted keys, so that equal values have equal texts.

/** JSON with sorted keys: clients and PostgreSQL do not preserve an order. */
export function canonicalJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  ) as string | undefined;
  return text ?? '';
}
