// Formats Unix milliseconds as ISO 8601 timestamps, of which many in a row are the same.

/** Returns a function that does what `new Date(epochMs).toISOString()` does, and remembers the last text. */
export function createIsoFormatter(): (epochMs: number) => string {
  let lastMs = Number.NaN;
  let lastText = '';
  return (epochMs) => {
    if (epochMs !== lastMs) {
      lastText = new Date(epochMs).toISOString();
      lastMs = epochMs;
    }
    return lastText;
  };
}
