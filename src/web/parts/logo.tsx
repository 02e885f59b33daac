// Logo of the service: a clock with one filled quarter.
export function Logo() {
  return (
    <svg viewBox="0 0 16 16" width="20" height="20" aria-hidden="true">
      <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="2" />
      <path d="M8 8V1.5A6.5 6.5 0 0 1 14.5 8z" fill="currentColor" />
    </svg>
  );
}
