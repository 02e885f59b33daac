// The credentials of jobs: kind, hosts and use, and for admins the form.
import type { Credential } from '../../../client/src/index.ts';
import { EditableList } from '../alerts/editable-list.tsx';
import { api } from '../api.ts';
import { ExactTime } from '../parts/instant.tsx';
import { lazy } from '../parts/lazy.tsx';
import { useQuery } from '../query.ts';

const CredentialForm = lazy(async () => (await import('./credential-form.tsx')).CredentialForm);

export function CredentialsSection() {
  const { data, refresh } = useQuery('credentials', () => api.credentials.list(), { on: ['jobs'] });
  return (
    <EditableList
      title="Credentials"
      noun="credential"
      items={data.value}
      none="No credentials yet. Jobs use them by name for OAuth 2.0, secrets in headers, certificates and proxies."
      draw={draw}
      drawForm={(credential, onClose) => (
        <CredentialForm credential={credential} onClose={onClose} onChange={refresh} />
      )}
      effectOfDeletion="Its secrets are erased. A credential that jobs use cannot be deleted."
      onDelete={({ name }) => api.credentials.delete(name)}
      onChange={refresh}
    />
  );
}

function draw(credential: Credential) {
  const { name, hosts, expires_at, job_count } = credential;
  return (
    <>
      <p>
        <strong>{name}</strong>
      </p>
      <p>
        {describeParts(credential)} for <code>{hosts.join(', ')}</code>
      </p>
      <p class="muted">
        {job_count === 0 ? 'Used by no job' : job_count === 1 ? 'Used by 1 job' : `Used by ${job_count} jobs`}
        {expires_at !== null && (
          <>
            ; the certificate expires <ExactTime at={expires_at} />
          </>
        )}
      </p>
    </>
  );
}

function describeParts({ oauth2, basic, bearer, header, tls, proxy_url }: Credential): string {
  const parts = [
    oauth2 && 'OAuth 2.0',
    basic && 'basic authentication',
    bearer && 'bearer token',
    header && `header ${header.name}`,
    tls?.certificate && 'client certificate',
    tls?.ca && 'private authority',
    proxy_url && 'proxy',
  ];
  const text = parts.filter((part) => typeof part === 'string').join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
