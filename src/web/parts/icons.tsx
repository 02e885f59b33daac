// Icons of places and actions, drawn in the colour of the text around them.
const paths = {
  jobs: 'M2 3.5h12M2 8h12M2 12.5h12',
  docs: 'M3 1.8h7L13 5v9.2H3zM5.5 7.5h5M5.5 10.5h5',
  run: 'M4 2.5v11l9-5.5z',
  pause: 'M5 3v10M11 3v10',
  resume: 'M3 3v10M7 3v10l7-5z',
};

export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
