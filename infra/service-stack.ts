// What can be thrown away and deployed again, as a list: the camera's side, the registration path, presence, the viewing path, and the eyes on them.
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { Cameras } from './constructs/cameras.ts';
import { Endpoints } from './constructs/endpoints.ts';
import { Hearing } from './constructs/hearing.ts';
import { History } from './constructs/history.ts';
import { Observability } from './constructs/observability.ts';
import { Presence } from './constructs/presence.ts';
import { Provisioning } from './constructs/provisioning.ts';
import { RegistrationQueues } from './constructs/registration-queues.ts';
import { Reconciliation } from './constructs/reconciliation.ts';
import { Registration } from './constructs/registration.ts';
import { Renewal } from './constructs/renewal.ts';
import { Retirement } from './constructs/retirement.ts';
import { Rotation } from './constructs/rotation.ts';
import type { ViewerUserPool } from './constructs/user-pool.ts';
import { Viewing } from './constructs/viewing.ts';
import type { Settings } from './settings.ts';

export interface ServiceStackProperties extends StackProps {
  readonly settings: Settings;
  readonly cameraTable: Table;
  readonly historyTable: Table;
  readonly banTable: Table;
  /** Where users sign in, unless the settings say otherwise. */
  readonly userPool?: ViewerUserPool;
}

export class ServiceStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { settings, cameraTable, historyTable, banTable, userPool, ...properties }: ServiceStackProperties,
  ) {
    super(scope, id, {
      ...properties,
      description: 'Lensgate: cameras register themselves, their owners get viewer URLs',
    });

    const cameras = new Cameras(this, 'Cameras', { settings });
    const queues = new RegistrationQueues(this, 'RegistrationQueues', { settings });
    const eventBus = new EventBus(this, 'EventBus', {
      description: `Lensgate ${settings.stage}: what happened to cameras`,
    });
    const retirement = new Retirement(this, 'Retirement', { settings, cameraTable, cameras, eventBus });
    const { retireCamera } = retirement;
    const provisioning = new Provisioning(this, 'Provisioning', {
      settings,
      cameraTable,
      banTable,
      cameras,
      queues,
      retireCamera,
      eventBus,
    });
    new Registration(this, 'Registration', { settings, cameras, queues, provisioning });
    const presence = new Presence(this, 'Presence', { settings, cameraTable });
    const endpoints = new Endpoints(this, 'Endpoints', { settings, cameraTable });
    const rotation = new Rotation(this, 'Rotation', { settings, cameraTable, tellCamera: retirement.tellCamera });
    const renewal = new Renewal(this, 'Renewal', {
      settings,
      cameraTable,
      cameras,
      tellCamera: retirement.tellCamera,
      eventBus,
    });
    new Hearing(this, 'Hearing', {
      settings,
      cameraTable,
      banTable,
      tellCamera: retirement.tellCamera,
      rotation,
      renewal,
      eventBus,
    });
    const reconciliation = new Reconciliation(this, 'Reconciliation', {
      ...{ settings, cameraTable, banTable, cameras, queues, provisioning, retirement, rotation, renewal, eventBus },
    });
    const viewing = new Viewing(this, 'Viewing', {
      settings,
      cameraTable,
      endpoints,
      rotation,
      eventBus,
      userPool,
    });
    const history = new History(this, 'History', { settings, historyTable, cameraTable, provisioning, eventBus });
    new Observability(this, 'Observability', { settings, queues, provisioning, presence, rotation, viewing, history });

    const { stateMachine } = provisioning;
    this.output('ApiUrl', viewing.api.apiEndpoint, 'Where apps ask for viewer URLs');
    this.output('TableName', cameraTable.tableName, 'Cameras, shares and the manifest');
    this.output('HistoryTableName', historyTable.tableName, 'What became of cameras and their registrations');
    this.output('BanTableName', banTable.tableName, 'Certificates that nobody takes any more');
    this.output('StateMachineArn', stateMachine.stateMachineArn, 'The workflow that provisions a camera');
    this.output(
      'StateMachineConsoleUrl',
      `https://${this.region}.console.aws.amazon.com/states/home?region=${this.region}#/statemachines/view/${stateMachine.stateMachineArn}`,
      'Every registration, step by step, in the AWS console',
    );
    this.output('RetirementStateMachineArn', retireCamera.stateMachineArn, 'The workflow that retires a camera');
    this.output(
      'ReconciliationStateMachineArn',
      reconciliation.reconcileFleet.stateMachineArn,
      'The workflow that looks after the fleet',
    );
    this.output(
      'RenewalStateMachineArn',
      renewal.renewCertificate.stateMachineArn,
      'The workflow that gives a camera another certificate in service',
    );
    this.output(
      'RotationStateMachineArn',
      rotation.rotateChannel.stateMachineArn,
      'The workflow that ends the sessions of a camera',
    );
    for (const { name, value, description } of viewing.callers.outputs) this.output(name, value, description);
    this.output(
      'RegistrationQueueUrl',
      queues.registration.queueUrl,
      'Registration events on their way to the workflow',
    );
    this.output('RegistrationDeadLetterQueueUrl', queues.deadLetter.queueUrl, 'Registrations that wait for a person');
    this.output('CameraPolicyName', cameras.policyName, 'The IoT policy of every camera');
    this.output('CameraThingTypeName', cameras.thingTypeName, 'The thing type of every camera');
    this.output('CameraRoleAliasName', cameras.roleAliasName, 'What a camera gets its AWS credentials from');
    this.output('StreamNaming', settings.streamName, 'What the streams of cameras are named after');
    this.output('CameraMedia', settings.media, 'What cameras send: webrtc, stream or both');
    this.output('EventBusName', eventBus.eventBusName, 'What happened to cameras, for whoever wants to hear it');
    this.output('Stage', settings.stage, 'With which everything of this stage is tagged');
    this.output('Region', this.region, 'Where all of this runs');
  }

  private output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}
