// The fill patterns of the bars.

/** Rendered once per page. */
export function TimelinePatterns() {
  return (
    <svg class="unseen" width="0" height="0" aria-hidden="true">
      <pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M1 0V4" stroke="var(--retrying)" stroke-width="1.6" />
      </pattern>
    </svg>
  );
}
