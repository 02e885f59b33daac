// Compares values by their JSON.

/** Objects with the same fields in another order differ. */
export function isSameJson(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
