// Sample events, one file each, read anew so that a test may change its own copy.
import { readFileSync } from 'node:fs';
import type { EndpointRefreshRequest, PresenceEvent, RegistrationEvent } from '../../events/index.ts';

export function sample<Event>(name: string): Event {
  return read(`./samples/${name}.json`) as Event;
}

/** The contract's own sample. */
export function registrationEventSample(): RegistrationEvent {
  return read('../../events/registration-event.sample.json') as RegistrationEvent;
}

/** A connection that ended, as AWS IoT says it. */
export function presenceEventSample(): PresenceEvent {
  return read('../../events/presence-event.sample.json') as PresenceEvent;
}

export function endpointRefreshRequestSample(): EndpointRefreshRequest {
  return read('../../events/endpoint-refresh-request.sample.json') as EndpointRefreshRequest;
}

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
