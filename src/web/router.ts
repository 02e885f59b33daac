// Which page is shown: the part of the address after `#`, since only `/` answers with HTML.
import { signal } from '@preact/signals';

const jobFilters = ['active', 'inactive', 'failed'] as const;
/** Undefined: all jobs. */
export type JobFilter = (typeof jobFilters)[number] | undefined;

export type Route =
  | { page: 'jobs'; status: JobFilter }
  | { page: 'new-job' }
  | { page: 'job'; id: string }
  | { page: 'edit-job'; id: string }
  | { page: 'run'; id: string }
  | { page: 'unknown' };

export const links = {
  jobs: (status?: JobFilter) => (status ? `#/?status=${status}` : '#/'),
  newJob: '#/jobs/new',
  job: (id: string) => `#/jobs/${id}`,
  editJob: (id: string) => `#/jobs/${id}/edit`,
  run: (id: string) => `#/runs/${id}`,
};

export const route = signal<Route>(parse(location.hash));

addEventListener('hashchange', () => {
  route.value = parse(location.hash);
});

export function goTo(link: string): void {
  location.hash = link;
}

function parse(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const [first, id, last, ...rest] = path.split('/').filter((part) => part !== '');
  if (first === undefined) {
    const asked = new URLSearchParams(query).get('status');
    return { page: 'jobs', status: jobFilters.find((status) => status === asked) };
  }
  if (id !== undefined && rest.length === 0) {
    if (first === 'jobs' && id === 'new' && last === undefined) return { page: 'new-job' };
    if (first === 'jobs' && last === 'edit') return { page: 'edit-job', id };
    if (first === 'jobs' && last === undefined) return { page: 'job', id };
    if (first === 'runs' && last === undefined) return { page: 'run', id };
  }
  return { page: 'unknown' };
}
