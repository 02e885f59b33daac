// Tests the spans of a request, its run and its attempt, and the traceparent that the target receives.
import { context, propagation, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { afterAll, expect, test } from 'vitest';
import { useService } from './testing/use-service.ts';
import { waitFor } from './testing/wait.ts';

const exporter = new InMemorySpanExporter();
// Before the service starts, as with --import.
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
const { service, target } = useService();
afterAll(() => {
  for (const api of [trace, context, propagation]) api.disable();
});

test('request, planned run and attempt are joined', async () => {
  const job = await service.scheduler.jobs.create({
    name: 'traced',
    target: target.url,
    schedule_type: 'specific_time',
    specific_time: '2999-01-01T00:00:00Z',
  });
  const callers = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
  const headers = { traceparent: `00-${callers.traceId}-${callers.spanId}-01` };
  const response = await service.request('POST', `/jobs/${job.id}/runs`, undefined, headers);
  const { id } = (await response.json()) as { id: string };
  const traceId = id.replaceAll('-', '');
  const find = (name: RegExp) => exporter.getFinishedSpans().filter((span) => name.test(span.name));
  const attempt = await waitFor('the span of the attempt', () => find(/^POST 127\.0\.0\.1/).at(-1));
  const [request] = find(/^POST \/jobs\/:id\/runs$/);
  const planned = find(/^plan run$/).filter((span) => span.spanContext().traceId === traceId);

  expect(request!.spanContext().traceId).toBe(callers.traceId);
  expect(request!.parentSpanContext?.spanId).toBe(callers.spanId);
  expect(planned[0]!.links.map((link) => link.context.spanId)).toEqual([request!.spanContext().spanId]);
  expect(attempt.spanContext().traceId).toBe(traceId);
  expect(attempt.attributes).toMatchObject({
    'scheduler.run.id': id,
    'scheduler.outcome': 'succeeded',
    'http.response.status_code': 200,
  });
  expect(target.deliveries.at(-1)!.headers['traceparent']).toBe(
    `00-${traceId}-${attempt.spanContext().spanId}-01`,
  );
});
