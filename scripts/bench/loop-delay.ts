// Preloaded into the service: measures the event loop's delay and answers its parent over IPC.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const histogram = monitorEventLoopDelay({ resolution: 5 });
histogram.enable();

process.on('message', (message) => {
  if (message === 'reset') histogram.reset();
  if (message === 'read') {
    process.send?.({
      p50Ms: histogram.percentile(50) / 1e6,
      p99Ms: histogram.percentile(99) / 1e6,
      maxMs: histogram.max / 1e6,
    });
  }
});
// The service ends when it wants to.
process.channel?.unref();
