// Starts Swagger UI in the browser, on this service's own contract, so that Execute works as it stands.

const contract = await (await fetch('/openapi.json')).text();
/** What path parameters are filled in with: the newest there are, as far as this page knows. */
const newest = { jobs: await findNewest('/jobs'), runs: await findNewest('/runs') };

async function findNewest(path) {
  const response = await fetch(`${path}?limit=1`);
  return response.ok ? (await response.json()).data[0]?.id : undefined;
}

function prepare() {
  // One example has the service call itself, wherever it listens.
  const document = JSON.parse(contract.replaceAll('http://localhost:3000', location.origin));
  for (const [path, item] of Object.entries(document.paths)) {
    for (const operation of Object.values(item)) {
      // The cookie is the browser's business: only a key can be typed.
      operation.security = operation.security.filter(({ session }) => session === undefined);
      for (const parameter of operation.parameters ?? []) {
        const { schema } = parameter;
        // Swagger UI fills examples in: what may be left out is left out.
        if (!parameter.required) delete schema.example;
        if (parameter.name === 'id') schema.example = newest[path.split('/')[1]] ?? schema.example;
      }
    }
  }
  delete document.components.securitySchemes.session;
  return document;
}

/** What is created is what the next operations are about. */
function follow(response) {
  const [, noun, id] = /^\/(jobs|runs)\/([0-9a-f-]{36})$/.exec(response.headers?.location ?? '') ?? [];
  if (id) {
    newest[noun] = id;
    ui.specActions.updateJsonSpec(prepare());
  }
  return response;
}

async function showCaller() {
  const response = await fetch('/session');
  const caller = response.ok ? await response.json() : undefined;
  const said = caller?.needs_key ? `${caller.name}, ${caller.role}` : 'No key is needed.';
  document.querySelector('#caller').textContent = caller ? said : 'A key is needed: Authorize.';
}

/** The key itself is kept nowhere: it is exchanged for the cookie that no script can read, which outlasts the page. */
async function exchange(method, key) {
  await fetch('/session', {
    method,
    ...(key !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
    }),
  });
  await showCaller();
}

const keepSession = () => ({
  statePlugins: {
    auth: {
      wrapActions: {
        authorize: (authorize) => (given) => {
          if (typeof given.key?.value === 'string') void exchange('POST', given.key.value);
          return authorize(given);
        },
        logout: (logout) => (names) => {
          void exchange('DELETE');
          return logout(names);
        },
      },
    },
  },
});

const dark = matchMedia('(prefers-color-scheme: dark)');
const follows = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follows);
follows();

const ui = window.SwaggerUIBundle({
  spec: prepare(),
  dom_id: '#swagger-ui',
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  filter: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  responseInterceptor: follow,
  plugins: [keepSession],
});
await showCaller();
