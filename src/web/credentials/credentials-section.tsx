// The credentials of jobs: kind, hosts and use, and for admins the form.
import type { Credential } from '../../../client/src/index.ts';
import { EditableList } from '../alerts/editable-list.tsx';
import { api } from '../api.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { ExactTime } from '../parts/instant.tsx';
import { lazy } from '../parts/lazy.tsx';
import { showFailure, showMessage } from '../parts/messages.tsx';
import { useQuery } from '../query.ts';

const CredentialForm = lazy(async () => (await import('./credential-form.tsx')).CredentialForm);

export function CredentialsSection() {
  const { data, refresh } = useQuery('credentials', () => api.credentials.list(), { on: ['jobs'] });
  return (
    <EditableList
      id="credentials"
      title="Credentials"
      items={data.value}
      none="No credentials yet. Jobs use them by name for OAuth 2.0, secrets in headers, certificates and proxies."
      newLabel="New credential"
      draw={draw}
      drawActions={(credential, onEdit) => (
        <CredentialActions credential={credential} onChange={refresh} onEdit={onEdit} />
      )}
      drawForm={(credential, onClose) => (
        <CredentialForm credential={credential} onClose={onClose} onChange={refresh} />
      )}
    />
  );
}

function draw(credential: Credential) {
  const { name, hosts, expires_at, job_count } = credential;
  return (
    <p>
      <strong>{name}</strong> {describeParts(credential)} for <code>{hosts.join(', ')}</code>{' '}
      <span class="muted">
        {job_count === 1 ? '1 job' : `${job_count} jobs`}
        {expires_at !== null && (
          <>
            , the certificate expires <ExactTime at={expires_at} />
          </>
        )}
      </span>
    </p>
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
  return parts.filter((part) => typeof part === 'string').join(', ');
}

interface ActionsProps {
  credential: Credential;
  onChange: () => Promise<void>;
  onEdit: () => void;
}

function CredentialActions({ credential: { name }, onChange, onEdit }: ActionsProps) {
  async function remove(): Promise<void> {
    try {
      await api.credentials.delete(name);
      showMessage(`“${name}” deleted.`);
      await onChange();
    } catch (error) {
      showFailure(`“${name}” was not deleted.`, error);
    }
  }
  return (
    <div class="actions">
      <button type="button" class="plain" aria-label={`Edit ${name}`} onClick={onEdit}>
        Edit
      </button>
      <ActionButton class="plain" onAct={remove} label={`Delete ${name}`}>
        Delete
      </ActionButton>
    </div>
  );
}
