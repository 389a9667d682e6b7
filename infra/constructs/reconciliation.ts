// How the fleet is brought back to what it should be: a function that looks, the state machine that acts, and the schedule of its runs.
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function, IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { ReconcileFleetEnvironment } from '../../functions/reconcile-fleet/environment.ts';
import type { Settings } from '../settings.ts';
import { fileAlarm } from './alarm.ts';
import type { Cameras } from './cameras.ts';
import { grant, type Permission } from './grant.ts';
import { ownAttributesOf } from './own-attributes.ts';
import type { Provisioning } from './provisioning.ts';
import type { RegistrationQueues } from './registration-queues.ts';
import type { Renewal } from './renewal.ts';
import type { Retirement } from './retirement.ts';
import type { Rotation } from './rotation.ts';
import { createStateMachine } from './state-machine.ts';
import { createTypescriptFunction } from './typescript-function.ts';

export interface ReconciliationProperties {
  readonly settings: Settings;
  readonly cameraTable: Table;
  readonly banTable: Table;
  readonly cameras: Cameras;
  readonly queues: RegistrationQueues;
  readonly provisioning: Provisioning;
  readonly retirement: Retirement;
  readonly rotation: Rotation;
  readonly renewal: Renewal;
  readonly eventBus: EventBus;
}

const endingCertificateDays = 14;

const listsEverything = 'A list cannot be narrowed to a part of what it lists.';
const anyCamera = 'Which camera is looked at, or repaired, follows from what is found.';

export class Reconciliation extends Construct {
  readonly reconcileFleet: StateMachine;

  constructor(scope: Construct, id: string, properties: ReconciliationProperties) {
    super(scope, id);
    const look = this.createFunction(properties);
    this.reconcileFleet = this.createWorkflow(properties, look);
    this.schedule(properties.settings);
    this.fileAlarmOnEndingCertificates(properties.settings, look);
  }

  /** A camera renews its certificate 30 days before the end: one whose certificate is that old doesn't. */
  private fileAlarmOnEndingCertificates({ stage, alarms }: Settings, { logGroup }: Function): void {
    const ending = new MetricFilter(this, 'EndingCertificates', {
      logGroup,
      filterPattern: FilterPattern.numberValue('$.endingCertificates', '>=', 0),
      metricNamespace: `Lensgate/${stage}`,
      metricName: 'EndingCertificates',
      metricValue: '$.endingCertificates',
    });
    fileAlarm(this, 'CertificatesEndSoon', {
      // A run a day tells it, in both looks.
      metric: ending.metric({ statistic: 'Maximum', period: Duration.days(1) }),
      threshold: alarms.endingCertificates,
      firstThingToDo: `Certificates of cameras end within ${endingCertificateDays} days, and were not renewed: after that they can't connect. lensgate certificates list --expiring ${endingCertificateDays}d says which; see why they are offline, or ask them with lensgate camera renew.`,
    });
  }

  private arn(service: string, resource: string): string {
    return Stack.of(this).formatArn({ service, resource });
  }

  /** It looks, and changes nothing. */
  private createFunction(properties: ReconciliationProperties): Function {
    const { settings, cameraTable, banTable, cameras, provisioning, retirement, rotation, renewal } = properties;
    const machines = [
      provisioning.stateMachine,
      retirement.retireCamera,
      rotation.rotateChannel,
      renewal.renewCertificate,
    ];
    const executions = machines.map(({ stateMachineName }) =>
      Stack.of(this).formatArn({
        service: 'states',
        resource: 'execution',
        resourceName: `${stateMachineName}:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
    return createTypescriptFunction(this, 'LookAtFleet', {
      settings,
      folder: 'reconcile-fleet',
      description: 'Compares the fleet with what it should be',
      timeout: Duration.minutes(15),
      environment: {
        TABLE_NAME: cameraTable.tableName,
        BAN_TABLE_NAME: banTable.tableName,
        STAGE: settings.stage,
        CAMERA_POLICY_NAME: cameras.policyName,
        CAMERA_THING_TYPE_NAME: cameras.thingTypeName,
        CA_CERTIFICATE_IDS: cameras.caCertificateIds.join(','),
        MEDIA: settings.media,
        STREAM_RETENTION_HOURS: String(settings.streamRetentionHours),
        REPAIRS_PER_RUN: String(settings.reconcileRepairsPerRun),
        ENDING_CERTIFICATE_DAYS: String(endingCertificateDays),
        PROVISION_CAMERA_ARN: provisioning.stateMachine.stateMachineArn,
        RETIRE_CAMERA_ARN: retirement.retireCamera.stateMachineArn,
        ROTATE_CHANNEL_ARN: rotation.rotateChannel.stateMachineArn,
        RENEW_CERTIFICATE_ARN: renewal.renewCertificate.stateMachineArn,
      } satisfies ReconcileFleetEnvironment,
      permissions: [
        { actions: ['dynamodb:Scan', 'dynamodb:GetItem'], resources: [cameraTable.tableArn, banTable.tableArn] },
        { actions: ['iot:DescribeCACertificate'], ...cameras.deviceCas },
        {
          actions: ['iot:ListThings', 'iot:ListCertificatesByCA'],
          resources: ['*'],
          wildcardReason: listsEverything,
        },
        { actions: ['iot:ListTargetsForPolicy'], resources: [this.arn('iot', `policy/${cameras.policyName}`)] },
        {
          actions: ['iot:DescribeCertificate', 'iot:ListPrincipalThings'],
          resources: [this.arn('iot', 'cert/*')],
          wildcardReason: anyCamera,
        },
        { actions: ['iot:GetConnection'], resources: [this.arn('iot', 'client/*')], wildcardReason: anyCamera },
        {
          actions: ['kinesisvideo:ListSignalingChannels', 'kinesisvideo:ListStreams'],
          resources: ['*'],
          wildcardReason: listsEverything,
        },
        {
          actions: ['kinesisvideo:ListTagsForResource'],
          resources: [this.arn('kinesisvideo', 'channel/*')],
          wildcardReason: anyCamera,
        },
        { actions: ['states:ListExecutions'], resources: machines.map(({ stateMachineArn }) => stateMachineArn) },
        { actions: ['states:DescribeExecution'], resources: executions, wildcardReason: anyCamera },
      ],
      alarms: {
        throttled: "LookAtFleet is throttled: the fleet isn't looked after. Raise the account's Lambda concurrency.",
        failed: { heardBy: 'state machine' },
      },
    });
  }

  private createWorkflow(properties: ReconciliationProperties, look: IFunction): StateMachine {
    const { settings, cameraTable, cameras, queues, retirement, rotation, renewal, eventBus } = properties;
    const machines = [retirement.retireCamera, rotation.rotateChannel, renewal.renewCertificate];
    const retention: Permission = {
      actions: ['kinesisvideo:UpdateDataRetention'],
      resources: [this.arn('kinesisvideo', 'stream/*')],
      wildcardReason: anyCamera,
    };
    return createStateMachine(this, 'ReconcileFleet', {
      settings,
      definition: 'reconcile-fleet',
      substitutions: {
        ReconcileFleetFunctionArn: look.functionArn,
        RetireCameraArn: retirement.retireCamera.stateMachineArn,
        RotateChannelArn: rotation.rotateChannel.stateMachineArn,
        RenewCertificateArn: renewal.renewCertificate.stateMachineArn,
        RegistrationQueueUrl: queues.registration.queueUrl,
        CameraTableName: cameraTable.tableName,
        CameraPolicyName: cameras.policyName,
        CameraThingTypeName: cameras.thingTypeName,
        EventBusName: eventBus.eventBusName,
      },
      permissions: [
        { actions: ['lambda:InvokeFunction'], resources: [look.functionArn] },
        // Attaching is permitted on the certificate alone, whatever it is attached to. [Service Authorization Reference, AWS IoT]
        {
          actions: ['iot:UpdateCertificate', 'iot:AttachPolicy', 'iot:AttachThingPrincipal'],
          resources: [this.arn('iot', 'cert/*')],
          wildcardReason: anyCamera,
        },
        { actions: ['iot:CreateThing'], resources: [this.arn('iot', 'thing/*')], wildcardReason: anyCamera },
        { actions: ['states:StartExecution'], resources: machines.map(({ stateMachineArn }) => stateMachineArn) },
        { actions: ['sqs:SendMessage'], resources: [queues.registration.queueArn] },
        ...(settings.media === 'webrtc' ? [] : [retention]),
        {
          actions: ['dynamodb:GetItem'],
          resources: [cameraTable.tableArn],
          conditions: ownAttributesOf('camera', ['certificateId', 'status']),
        },
        {
          actions: ['dynamodb:UpdateItem'],
          resources: [cameraTable.tableArn],
          conditions: ownAttributesOf('camera', [
            ...['online', 'lastSeenAt', 'disconnectedAt'],
            ...['sessionIdentifier', 'versionNumber'],
          ]),
        },
        {
          actions: ['dynamodb:DeleteItem'],
          resources: [cameraTable.tableArn],
          conditions: ownAttributesOf('camera', ['epoch', 'sessionIdentifier']),
        },
        { actions: ['events:PutEvents'], resources: [eventBus.eventBusArn] },
      ],
      alarms: {
        failed:
          "The fleet was not looked at, or repairs failed. Read the cause in ReconcileFleet's executions; the next run tries again.",
        timedOut: 'ReconcileFleet took too long. See which state it hangs in; the next run goes on.',
        aborted: 'Somebody stopped ReconcileFleet. The next run goes on.',
        throttled: "Step Functions slows ReconcileFleet down. Raise the account's quota of state transitions.",
      },
    });
  }

  private schedule({ stage, reconcileSchedule }: Settings): void {
    const role = new Role(this, 'ReconcileScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        // The trust policy sees the schedule's group. [EventBridge Scheduler: confused deputy]
        conditions: {
          StringEquals: {
            'aws:SourceAccount': Stack.of(this).account,
            'aws:SourceArn': Stack.of(this).formatArn({ service: 'scheduler', resource: 'schedule-group/default' }),
          },
        },
      }),
      description: `Lensgate ${stage}: starts ReconcileFleet on its schedule`,
    });
    const { stateMachineArn } = this.reconcileFleet;
    grant(role, { actions: ['states:StartExecution'], resources: [stateMachineArn] });
    const schedule = new CfnSchedule(this, 'ReconcileSchedule', {
      description: `Lensgate ${stage}: looks after the fleet`,
      scheduleExpression: reconcileSchedule,
      flexibleTimeWindow: { mode: 'OFF' },
      target: { arn: stateMachineArn, roleArn: role.roleArn, input: '{}' },
    });
    schedule.node.addDependency(role);
  }
}
