// How all sessions of a camera are ended: the state machine that deletes its signaling channel and makes it anew.
import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import type { Permission } from './grant.ts';
import { ownAttributesOf } from './own-attributes.ts';
import { createStateMachine } from './state-machine.ts';

export interface RotationProperties {
  readonly settings: Settings;
  readonly cameraTable: Table;
  readonly tellCamera: IFunction;
}

export class Rotation extends Construct {
  readonly rotateChannel: StateMachine;

  constructor(scope: Construct, id: string, { settings, cameraTable, tellCamera }: RotationProperties) {
    super(scope, id);
    this.rotateChannel = createStateMachine(this, 'RotateChannel', {
      settings,
      definition: 'rotate-channel',
      substitutions: {
        Stage: settings.stage,
        CameraTableName: cameraTable.tableName,
        TellCameraFunctionArn: tellCamera.functionArn,
      },
      permissions: [
        { actions: ['lambda:InvokeFunction'], resources: [tellCamera.functionArn] },
        {
          actions: ['dynamodb:UpdateItem'],
          resources: [cameraTable.tableArn],
          conditions: ownAttributesOf(
            'camera',
            ['status', 'channelArn', 'endpoints', 'endpointsAt', 'endpointsLeaseUntil'],
            'and reads the whole record',
          ),
        },
        {
          actions: [
            'kinesisvideo:CreateSignalingChannel',
            'kinesisvideo:DescribeSignalingChannel',
            'kinesisvideo:GetSignalingChannelEndpoint',
            'kinesisvideo:ListTagsForResource',
            'kinesisvideo:TagResource',
            'kinesisvideo:DeleteSignalingChannel',
          ],
          resources: [Stack.of(this).formatArn({ service: 'kinesisvideo', resource: 'channel/*' })],
          wildcardReason: 'The channel is that of the camera whose sessions are ended.',
        },
      ],
      alarms: {
        failed:
          "Sessions of cameras were not ended for certain, and unless the error is CameraNotTold nobody can watch these cameras. Read the cause in RotateChannel's executions, repair it, and ask again.",
        timedOut:
          'Executions of RotateChannel took too long, and nobody can watch their cameras. See which state they hang in, and ask again.',
        aborted: 'Somebody stopped executions of RotateChannel, and nobody can watch their cameras. Ask again.',
        throttled: "Step Functions slows RotateChannel down. Raise the account's quota of state transitions.",
      },
    });
  }

  /** What a function needs that starts rotations (executions/rotation.ts). */
  starts(): Permission[] {
    const { stateMachineArn, stateMachineName } = this.rotateChannel;
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return [
      { actions: ['states:StartExecution'], resources: [stateMachineArn] },
      {
        actions: ['states:DescribeExecution'],
        resources: [executions],
        wildcardReason: "Executions are named after channels, and all of them are this state machine's.",
      },
    ];
  }
}
