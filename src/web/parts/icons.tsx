// Icons of pages and actions, in the colour of the surrounding text.
const paths = {
  overview: 'M2 13.5h12M3.5 11V8M6.5 11V4.5M9.5 11V6.5M12.5 11V2.5',
  jobs: 'M2 3.5h12M2 8h12M2 12.5h12',
  runs: 'M8 2a6 6 0 1 0 6 6M8 4.5V8l2.5 1.5M11 2.5h3v3',
  upcoming: 'M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3M8 8.5v3l2 .01',
  system: 'M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.01M5 11h.01',
  alerts: 'M8 2a4 4 0 0 0-4 4v3.5L2.5 11.5h11L12 9.5V6a4 4 0 0 0-4-4M6.5 13.5h3',
  audit: 'M4 2h8v12H4zM6 5h4M6 8h4M6 11h2',
  docs: 'M3 1.8h7L13 5v9.2H3zM5.5 7.5h5M5.5 10.5h5',
  run: 'M4 2.5v11l9-5.5z',
  pause: 'M5 3v10M11 3v10',
  resume: 'M3 3v10M7 3v10l7-5z',
  more: 'M3 8h.01M8 8h.01M13 8h.01',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.5 10.5 14 14',
  retry: 'M13 3v4H9M12.6 7A5 5 0 1 0 12 11',
  cancel: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  edit: 'M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3z',
};

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
