// Tests the Kubernetes example against the settings, the image and the routes of the probes.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { routes } from '../openapi/document.ts';
import { parseSettings, settingNames } from './settings.ts';
import { secretNames } from './shown-settings.ts';

const file = new URL('../deploy/kubernetes/scheduler.yaml', import.meta.url);
const documents = parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as unknown);

const Probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
const Container = z.object({
  name: z.string(),
  args: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  ports: z.array(z.object({ name: z.string(), containerPort: z.int() })).optional(),
  envFrom: z.array(z.object({ configMapRef: z.object({ name: z.string() }) })),
  startupProbe: Probe.optional(),
  livenessProbe: Probe.optional(),
  readinessProbe: Probe.optional(),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
  securityContext: z.object({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
  }),
});
const Pod = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()) }),
  spec: z.object({
    terminationGracePeriodSeconds: z.int().optional(),
    securityContext: z.object({ runAsNonRoot: z.literal(true) }),
    volumes: z.array(z.looseObject({ name: z.string() })),
    containers: z.tuple([Container]),
  }),
});
const Workload = z.object({
  kind: z.enum(['Job', 'Deployment']),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }).optional(),
    template: Pod,
  }),
});
const ConfigMap = z.object({ kind: z.literal('ConfigMap'), data: z.record(z.string(), z.string()) });

const workloads = documents.flatMap((document) => Workload.safeParse(document).data ?? []);
const [{ data: settings }] = documents.flatMap((document) => ConfigMap.safeParse(document).data ?? []) as [
  z.infer<typeof ConfigMap>,
];

test('the settings exist, and are valid apart from the mounted secrets', () => {
  const [files, plain] = [true, false].map((isFile) =>
    Object.entries(settings).filter(([name]) => name.endsWith('_FILE') === isFile),
  ) as [[string, string][], [string, string][]];
  for (const [name] of plain) expect(settingNames).toContain(name);
  for (const [name] of files) expect(secretNames).toContain(name.replace(/_FILE$/, ''));
  const parsed = parseSettings({ ...Object.fromEntries(plain), ALLOW_ANONYMOUS: 'true' });
  expect(parsed).toMatchObject({ host: '0.0.0.0', port: 3000, workerPort: 3001 });
});

test('pods mount what they use, probe routes that exist and leave time to stop', () => {
  expect(workloads.map(({ metadata }) => metadata.name)).toEqual([
    'scheduler-migrate',
    'scheduler-api',
    'scheduler-worker',
  ]);
  for (const { kind, metadata, spec } of workloads) {
    const { containers, volumes, terminationGracePeriodSeconds: graceSeconds = 30 } = spec.template.spec;
    const [container] = containers;
    expect(container.volumeMounts.map(({ name }) => name).toSorted(), metadata.name).toEqual(
      volumes.map(({ name }) => name).toSorted(),
    );
    for (const path of Object.values(settings).filter((value) => value.startsWith('/run/secrets/')))
      expect(container.volumeMounts.some(({ mountPath }) => path.startsWith(`${mountPath}/`))).toBe(true);
    if (kind === 'Job') {
      expect(existsSync(new URL(`../${container.command![1]!}`, import.meta.url))).toBe(true);
      continue;
    }
    expect(['api', 'worker']).toContain(container.args![0]);
    expect(spec.selector!.matchLabels).toEqual(spec.template.metadata.labels);
    expect(graceSeconds).toBeGreaterThan(Number(settings['SHUTDOWN_GRACE_SECONDS']) + 10);
    const [port] = container.ports!;
    expect(port!.containerPort).toBe(Number(settings[container.name === 'api' ? 'PORT' : 'WORKER_PORT']));
    const { getHealth, getReadiness } = routes;
    expect(container.startupProbe!.httpGet).toEqual({ path: getHealth.path, port: port!.name });
    expect(container.livenessProbe!.httpGet).toEqual({ path: getHealth.path, port: port!.name });
    expect(container.readinessProbe!.httpGet).toEqual({ path: getReadiness.path, port: port!.name });
  }
});
