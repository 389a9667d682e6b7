// Asks for new endpoints in the background. A viewer waits in front of it, and gets their answer whatever happens here.
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { EndpointRefreshRequest } from '../../events/index.ts';
import { errorFields, type Log } from './log.ts';

export interface EndpointRefreshDependencies {
  readonly client: Pick<LambdaClient, 'send'>;
  /** RefreshEndpoints: name or ARN. */
  readonly functionName: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}

export type RequestEndpointRefresh = (request: EndpointRefreshRequest) => Promise<void>;

// As long as RefreshEndpoints holds its lease: asking more often would start what ends at once.
const quietMs = 60_000;
const mostRemembered = 1_000;

/**
 * Make it once per environment of the function: it remembers whom it asked for, and asks at most once a minute per camera,
 * also when asking failed. Resolves when Lambda has taken the request, which it then runs by itself; never rejects.
 */
export function endpointRefresher({
  client,
  functionName,
  now,
  log,
}: EndpointRefreshDependencies): RequestEndpointRefresh {
  const askedAt = new Map<string, number>();

  return async (request) => {
    const { cameraName } = request;
    const present = now();
    const last = askedAt.get(cameraName);
    if (last !== undefined && present - last < quietMs) return;
    remember(cameraName, present);
    try {
      const Payload = Buffer.from(JSON.stringify(request));
      await client.send(new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload }));
    } catch (error) {
      log.warn('endpoints could not be asked for', { cameraName, ...errorFields(error) });
    }
  };

  function remember(cameraName: string, present: number): void {
    askedAt.delete(cameraName);
    askedAt.set(cameraName, present);
    // A Map is in order of insertion: what is first was asked for longest ago.
    if (askedAt.size > mostRemembered) askedAt.delete(askedAt.keys().next().value!);
  }
}
