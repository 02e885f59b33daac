// How many requests may be in flight in this process.

export interface Slots {
  /**
   * Waits until at least one slot is free, and takes up to `wanted`; returns how many. First come, first served, but
   * late ones after the others.
   */
  take(wanted: number, isLate: boolean): Promise<number>;
  give(count: number, isLate: boolean): void;
}

interface Waiting {
  wanted: number;
  resolve: (taken: number) => void;
}

/** Late runs get half of the slots at the most: what comes due finds one, however long they take. */
export function createSlots(size: number): Slots {
  const lateAtMost = Math.max(1, Math.floor(size / 2));
  let taken = 0;
  let takenLate = 0;
  const due: Waiting[] = [];
  const late: Waiting[] = [];

  function serve(): void {
    for (;;) {
      const isLate = due.length === 0;
      const free = Math.min(size - taken, isLate ? lateAtMost - takenLate : size);
      const next = free > 0 ? (isLate ? late : due).shift() : undefined;
      if (next === undefined) return;
      const count = Math.min(next.wanted, free);
      taken += count;
      if (isLate) takenLate += count;
      next.resolve(count);
    }
  }

  return {
    take: (wanted, isLate) =>
      new Promise((resolve) => {
        (isLate ? late : due).push({ wanted, resolve });
        serve();
      }),
    give: (count, isLate) => {
      taken -= count;
      if (isLate) takenLate -= count;
      serve();
    },
  };
}
