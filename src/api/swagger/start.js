// Starts Swagger UI with this service's OpenAPI document, so that every example can be executed unchanged.

const contract = await (await fetch('openapi.json')).text();
/** The URL of the service, also below a path of a proxy. */
const origin = new URL('.', location.href).href.replace(/\/$/, '');
/** The newest job and run: the default values of path parameters. */
const newest = { jobs: await findNewest('jobs'), runs: await findNewest('runs') };

async function findNewest(path) {
  const response = await fetch(`${path}?limit=1`);
  return response.ok ? (await response.json()).data[0]?.id : undefined;
}

function prepareDocument() {
  // In one example the service calls itself, so the example needs the origin of this page.
  const document = JSON.parse(contract.replaceAll('http://localhost:3000', origin));
  for (const [path, item] of Object.entries(document.paths)) {
    for (const operation of Object.values(item)) {
      // The browser sends the session cookie by itself; Swagger UI only asks for a key.
      operation.security = operation.security.filter(({ session }) => session === undefined);
      for (const parameter of operation.parameters ?? []) {
        const { schema } = parameter;
        // Swagger UI fills in examples; optional parameters stay empty.
        if (!parameter.required) delete schema.example;
        if (parameter.name === 'id') schema.example = newest[path.split('/')[1]] ?? schema.example;
      }
    }
  }
  delete document.components.securitySchemes.session;
  return document;
}

/** Makes a created job or run the default of path parameters. */
function rememberCreated(response) {
  const [, noun, id] = /\/(jobs|runs)\/([0-9a-f-]{36})$/.exec(response.headers?.location ?? '') ?? [];
  if (id) {
    newest[noun] = id;
    ui.specActions.updateJsonSpec(prepareDocument());
  }
  return response;
}

async function showClient() {
  const response = await fetch('session');
  const client = response.ok ? await response.json() : undefined;
  const text = client?.needs_key ? `${client.name}, ${client.role}` : 'No API key is needed.';
  document.querySelector('#client').textContent = client ? text : 'An API key is needed: click Authorize.';
}

/** Exchanges the key for the session cookie, which scripts cannot read. The page does not store the key. */
async function requestSession(method, key) {
  await fetch('session', {
    method,
    ...(key !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
    }),
  });
  await showClient();
}

const sessionPlugin = () => ({
  statePlugins: {
    auth: {
      wrapActions: {
        authorize: (authorize) => (credentials) => {
          if (typeof credentials.key?.value === 'string') void requestSession('POST', credentials.key.value);
          return authorize(credentials);
        },
        logout: (logout) => (names) => {
          void requestSession('DELETE');
          return logout(names);
        },
      },
    },
  },
});

const prefersDark = matchMedia('(prefers-color-scheme: dark)');
const applyColorScheme = () => document.documentElement.classList.toggle('dark-mode', prefersDark.matches);
prefersDark.addEventListener('change', applyColorScheme);
applyColorScheme();

const ui = window.SwaggerUIBundle({
  spec: prepareDocument(),
  dom_id: '#swagger-ui',
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  filter: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  responseInterceptor: rememberCreated,
  plugins: [sessionPlugin],
});
await showClient();
