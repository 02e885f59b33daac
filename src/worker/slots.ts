// How many requests may be in flight in this process.

export interface Slots {
  /** Waits until at least one slot is free, and takes up to `wanted`; returns how many. First come, first served. */
  take(wanted: number): Promise<number>;
  give(count: number): void;
}

export function createSlots(size: number): Slots {
  let free = size;
  const waiting: { wanted: number; resolve: (taken: number) => void }[] = [];

  function serve(): void {
    while (free > 0 && waiting.length > 0) {
      const { wanted, resolve } = waiting.shift()!;
      const taken = Math.min(wanted, free);
      free -= taken;
      resolve(taken);
    }
  }

  return {
    take: (wanted) =>
      new Promise((resolve) => {
        waiting.push({ wanted, resolve });
        serve();
      }),
    give: (count) => {
      free += count;
      serve();
    },
  };
}
