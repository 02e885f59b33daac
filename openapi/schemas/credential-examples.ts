// Examples of credentials in the API document.
const created = '2027-01-31T08:15:30.123Z';

const oauth2 = {
  token_url: 'https://auth.example.com/oauth/token',
  client_id: 'scheduler',
  client_secret: 'the client secret',
  scope: 'invoices.write',
};

const credentialInput = { name: 'billing-api', hosts: ['api.example.com'], oauth2 };

const credential = {
  id: '0198f0c2-8a50-7000-8000-0000000000a5',
  name: credentialInput.name,
  hosts: credentialInput.hosts,
  oauth2: { ...oauth2, client_secret: '[redacted]', audience: null, auth_style: 'basic' },
  basic: null,
  bearer: null,
  header: null,
  tls: null,
  proxy_url: null,
  expires_at: null,
  job_count: 2,
  created_at: created,
  updated_at: created,
};

export const credentialExamples = { credentialInput, credential };
