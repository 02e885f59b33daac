// Reads the file in which the target logs deliveries.
import { readFileSync } from 'node:fs';

/** A request, written before its response. */
export interface DeliveryLine {
  id: number;
  atMs: number;
  path: string;
  runId: string;
  jobId: string;
  scheduledFor: string;
  attempt: number;
}

export interface ResponseLine {
  id: number;
  closedAtMs: number;
}

export interface Delivery extends DeliveryLine {
  /** When the response was complete or its connection closed. Undefined while the request is open. */
  closedAtMs: number | undefined;
}

/** In the order of arrival. */
export function readDeliveries(file: string): Delivery[] {
  const deliveries = new Map<number, Delivery>();
  for (const text of readFileSync(file, 'utf8').split('\n')) {
    if (text === '') continue;
    const line = JSON.parse(text) as DeliveryLine | ResponseLine;
    const delivery = deliveries.get(line.id);
    if ('runId' in line) deliveries.set(line.id, { ...line, closedAtMs: undefined });
    else if (delivery) delivery.closedAtMs = line.closedAtMs;
  }
  return [...deliveries.values()];
}
