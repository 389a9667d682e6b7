// Fetches a channel's endpoints anew and writes them into the camera's record, while viewers go on with the old ones.
import type { KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { validateEndpointRefreshRequest } from '../../events/index.ts';
import type { DocumentClient } from '../../records/document-client.ts';
import { takeEndpointsLease } from '../../records/endpoints-lease.ts';
import type { Log } from '../shared/log.ts';
import { getChannelEndpoints } from './channel-endpoints.ts';

export interface RefreshEndpointsDependencies {
  readonly client: DocumentClient;
  readonly kinesisVideo: Pick<KinesisVideoClient, 'send'>;
  readonly tableName: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}

/**
 * An outage is thrown: Lambda logs it, counts it, and runs an asynchronous invocation twice more. Nothing is lost after that
 * either, because the next viewer's request asks again; so there is no dead-letter queue.
 * @throws InvalidEventError, IncompleteEndpointsError, or the SDK's error
 */
export async function refreshEndpoints(
  payload: unknown,
  { client, kinesisVideo, tableName, now, log }: RefreshEndpointsDependencies,
): Promise<void> {
  const request = validateEndpointRefreshRequest(payload);
  const { cameraName, channelArn } = request;
  const lease = await takeEndpointsLease({ client, tableName }, request, Math.floor(now() / 1000));
  const outcome = lease ? await lease.write(await getChannelEndpoints(kinesisVideo, channelArn)) : 'not needed';
  log.info('endpoints', { cameraName, outcome: outcome === true ? 'refreshed' : outcome || 'overtaken' });
}
