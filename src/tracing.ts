// Spans of OpenTelemetry for requests, planned runs and attempts; without an SDK there are none.
import {
  context,
  ProxyTracerProvider,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Queue } from './queue/queue.ts';
import type { AttemptTrace, TracedRun } from './worker/attempt.ts';

const NAME = 'scheduler-service';

export interface Tracing {
  /** A span per API request, in the trace of its `traceparent` header. */
  traceRequests: MiddlewareHandler;
  /** A span per run when its message is put into the queue, linked to the request or pass that planned the run. */
  traceQueue: (queue: Queue) => Queue;
  /** A span per attempt. Its `traceparent` is sent to the target. */
  startAttempt: (run: TracedRun) => AttemptTrace;
}

/** Undefined without an SDK: then nothing is measured. An SDK is registered before this program, by `--import`. */
export function findTracing(): Tracing | undefined {
  const provider = trace.getTracerProvider();
  const tracer =
    provider instanceof ProxyTracerProvider ? provider.getDelegateTracer(NAME) : provider.getTracer(NAME);
  return tracer && createTracing(tracer);
}

function createTracing(tracer: Tracer): Tracing {
  return {
    traceRequests: async (c, next) => {
      const parent = propagation.extract(ROOT_CONTEXT, c.req.header());
      const { method } = c.req;
      const span = tracer.startSpan(method, { kind: SpanKind.SERVER }, parent);
      await context.with(trace.setSpan(parent, span), next);
      const route = routePath(c, -1);
      span.updateName(`${method} ${route}`);
      span.setAttributes({
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': c.res.status,
      });
      if (c.res.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
    traceQueue: (queue) => ({
      ...queue,
      enqueue: async (messages) => {
        const cause = trace.getActiveSpan()?.spanContext();
        const spans = messages.flatMap(({ runs }) =>
          Object.values(runs)
            .flat()
            .map((id) =>
              tracer.startSpan(
                'plan run',
                {
                  kind: SpanKind.PRODUCER,
                  attributes: { 'scheduler.run.id': id },
                  ...(cause && { links: [{ context: cause }] }),
                },
                contextOf(id),
              ),
            ),
        );
        try {
          await queue.enqueue(messages);
        } catch (error) {
          for (const span of spans) fail(span, (error as Error).message);
          throw error;
        } finally {
          for (const span of spans) span.end();
        }
      },
    }),
    startAttempt: (run) => {
      const span = tracer.startSpan(
        `${run.method} ${run.target_host}`,
        {
          kind: SpanKind.CLIENT,
          attributes: {
            'http.request.method': run.method,
            'server.address': run.target_host,
            'scheduler.job.id': run.job_id,
            'scheduler.job.name': run.job_name,
            'scheduler.run.id': run.id,
            'scheduler.attempt': run.attempt_number,
          },
        },
        contextOf(run.id),
      );
      const { traceId, spanId, traceFlags } = span.spanContext();
      return {
        traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
        end: (attempt) => {
          if (attempt === undefined) span.setAttribute('scheduler.outcome', 'unsent');
          else {
            span.setAttribute('scheduler.outcome', attempt.outcome);
            if (attempt.status_code !== null)
              span.setAttribute('http.response.status_code', attempt.status_code);
            if (attempt.error !== null) fail(span, attempt.error.message);
          }
          span.end();
        },
      };
    },
  };
}

/** All spans of a run are in one trace: its ID is the ID of the run without hyphens. */
function contextOf(runId: string) {
  const traceId = runId.replaceAll('-', '');
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId: traceId.slice(-16),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}

function fail(span: Span, message: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
