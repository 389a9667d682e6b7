// How the endpoints in the records stay young: a function that others invoke and don't wait for.
import { Duration, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { RefreshEndpointsEnvironment } from '../../functions/refresh-endpoints/environment.ts';
import type { Settings } from '../settings.ts';
import { ofStage } from './tag-conditions.ts';
import { ownAttributesOf } from './own-attributes.ts';
import { createTypescriptFunction } from './typescript-function.ts';

export interface EndpointsProperties {
  readonly settings: Settings;
  readonly cameraTable: Table;
}

export class Endpoints extends Construct {
  /** To be invoked with InvocationType Event. */
  readonly refreshEndpoints: IFunction;

  constructor(scope: Construct, id: string, { settings, cameraTable }: EndpointsProperties) {
    super(scope, id);
    this.refreshEndpoints = createTypescriptFunction(this, 'RefreshEndpoints', {
      settings,
      folder: 'refresh-endpoints',
      description: "Fetches the endpoints of a camera's channel anew",
      timeout: Duration.seconds(30), // shorter than the lease that it holds
      environment: { TABLE_NAME: cameraTable.tableName } satisfies RefreshEndpointsEnvironment,
      permissions: [
        {
          actions: ['dynamodb:UpdateItem'],
          resources: [cameraTable.tableArn],
          conditions: ownAttributesOf('camera', [
            'status',
            'channelArn',
            'endpoints',
            'endpointsAt',
            'endpointsLeaseUntil',
          ]),
        },
        {
          actions: ['kinesisvideo:GetSignalingChannelEndpoint'],
          resources: [Stack.of(this).formatArn({ service: 'kinesisvideo', resource: 'channel/*' })],
          conditions: { StringEquals: ofStage(settings.stage) },
          wildcardReason: 'Whose endpoints are fetched is said per invocation.',
        },
      ],
      alarms: {
        throttled:
          "RefreshEndpoints is throttled: endpoints in the records grow old. Raise the account's Lambda concurrency.",
        // Nobody waits for it, and it has no dead letters: the next viewer's request asks again.
        failed:
          'Endpoints of channels are not fetched anew, and viewers go on with the old ones. The log of RefreshEndpoints says why.',
      },
    });
  }
}
