// The field that chooses the credential of a job.
import { api } from '../api.ts';
import { useQuery } from '../query.ts';
import { SelectField } from './fields.tsx';
import type { JobForm } from './job-form.ts';

export function CredentialField({ form }: { form: JobForm }) {
  const { data } = useQuery('credentials', () => api.credentials.list(), { on: [] });
  const { credential } = form;
  const names = new Set((data.value ?? []).map(({ name }) => name));
  if (credential.value !== '') names.add(credential.value);
  return (
    <SelectField
      form={form}
      pointer="/credential"
      label="Credential"
      value={credential}
      options={[['', 'none'], ...[...names].sort().map((name) => [name, name] as const)]}
      hint="Authenticates the requests, or connects them. Admins define credentials on the system page."
    />
  );
}
