// How a camera gets another certificate in service: the state machine that signs, delivers and takes back, and the function that looks at requests.
import { Duration, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { CheckCertificateRequestEnvironment } from '../../functions/check-certificate-request/environment.ts';
import type { Settings } from '../settings.ts';
import type { Cameras } from './cameras.ts';
import type { Permission } from './grant.ts';
import { createStateMachine } from './state-machine.ts';
import { createTypescriptFunction } from './typescript-function.ts';

export interface RenewalProperties {
  readonly settings: Settings;
  readonly cameraTable: Table;
  readonly cameras: Cameras;
  readonly tellCamera: IFunction;
  readonly eventBus: EventBus;
}

const wildcardReason = 'Which camera gets a certificate is named by the request that is being worked on.';

export class Renewal extends Construct {
  readonly renewCertificate: StateMachine;

  constructor(
    scope: Construct,
    id: string,
    { settings, cameraTable, cameras, tellCamera, eventBus }: RenewalProperties,
  ) {
    super(scope, id);
    const arn = (service: string, resource: string) => Stack.of(this).formatArn({ service, resource });

    const checkCertificateRequest = createTypescriptFunction(this, 'CheckCertificateRequest', {
      settings,
      folder: 'check-certificate-request',
      description: 'Decides whether AWS IoT may sign what a camera asks for',
      timeout: Duration.seconds(15),
      environment: {} satisfies CheckCertificateRequestEnvironment,
      permissions: [],
      alarms: {
        throttled:
          "CheckCertificateRequest is throttled: renewals wait for it. Raise the account's Lambda concurrency.",
        failed: { heardBy: 'state machine' },
      },
    });

    const streams: Permission = {
      actions: ['kinesisvideo:TagStream'],
      resources: [arn('kinesisvideo', 'stream/*')],
      wildcardReason,
    };
    this.renewCertificate = createStateMachine(this, 'RenewCertificate', {
      settings,
      definition: 'renew-certificate',
      substitutions: {
        CheckCertificateRequestFunctionArn: checkCertificateRequest.functionArn,
        TellCameraFunctionArn: tellCamera.functionArn,
        CameraTableName: cameraTable.tableName,
        CameraPolicyName: cameras.policyName,
        EventBusName: eventBus.eventBusName,
        Media: settings.media,
      },
      permissions: [
        { actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'], resources: [cameraTable.tableArn] },
        {
          actions: ['lambda:InvokeFunction'],
          resources: [checkCertificateRequest.functionArn, tellCamera.functionArn],
        },
        {
          // AWS offers this action on every resource only. [Service Authorization Reference, AWS IoT]
          actions: ['iot:CreateCertificateFromCsr'],
          resources: ['*'],
          wildcardReason: 'A certificate that is yet to be made has no name.',
        },
        {
          actions: [
            'iot:DescribeCertificate',
            'iot:AttachPolicy',
            'iot:AttachThingPrincipal',
            'iot:UpdateCertificate',
            'iot:DetachThingPrincipal',
            'iot:DetachPolicy',
          ],
          resources: [arn('iot', 'cert/*')],
          wildcardReason,
        },
        { actions: ['events:PutEvents'], resources: [eventBus.eventBusArn] },
        { actions: ['iot:UpdateThing'], resources: [arn('iot', 'thing/*')], wildcardReason },
        { actions: ['kinesisvideo:TagResource'], resources: [arn('kinesisvideo', 'channel/*')], wildcardReason },
        ...(settings.media === 'webrtc' ? [] : [streams]),
      ],
      alarms: {
        failed:
          "Cameras asked for new certificates, and didn't get them or not wholly. Read the cause in RenewCertificate's executions.",
        timedOut:
          'Executions of RenewCertificate took too long. See which state they hang in, and start one with {"cameraName": "…"}: it goes on from there.',
        aborted:
          'Somebody stopped executions of RenewCertificate. Start one with {"cameraName": "…"} for each: it goes on from there.',
        throttled: "Step Functions slows RenewCertificate down. Raise the account's quota of state transitions.",
      },
    });
  }
}
