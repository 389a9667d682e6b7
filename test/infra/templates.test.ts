// What the two templates promise: data that outlives mistakes, wiring that loses no registration, secrets that stay secret.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import 'reflect-metadata';
import { BasicConstraintsExtension, X509CertificateGenerator } from '@peculiar/x509';
import { SettingsError, readSettings, stages } from '../../infra/settings.ts';
import { allowedTo } from './role-permissions.ts';
import { logicalIdOf, onlyPropertiesOf, resourcesOf, synthesized } from './synthesized.ts';
import { openRoutes, policy } from '../support/viewer-api-policy.ts';

const functionFolders = readdirSync('functions').filter((folder) => existsSync(`functions/${folder}/index.ts`));

const dev = synthesized('dev');
const prod = synthesized('prod');
const folder = mkdtempSync(join(tmpdir(), 'lensgate-infra-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each([
  ['dev', dev],
  ['prod', prod],
])('stage %s', (stage, { app, data, service }) => {
  it.each(['CameraTable', 'HistoryTable', 'BanTable'])(
    'keeps %s when its stack is deleted, protects it, and can restore it',
    (id) => {
      const table = resourcesOf(data, 'AWS::DynamoDB::Table')[logicalIdOf(data, 'AWS::DynamoDB::Table', id)];
      expect(table).toMatchObject({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
        Properties: {
          BillingMode: 'PAY_PER_REQUEST',
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
        },
      });
    },
  );

  it('finds the cameras of a user without a scan', () => {
    data.hasResourceProperties('AWS::DynamoDB::Table', {
      GlobalSecondaryIndexes: [
        Match.objectLike({
          IndexName: 'CamerasByUser',
          KeySchema: [
            { AttributeName: 'userId', KeyType: 'HASH' },
            { AttributeName: 'pk', KeyType: 'RANGE' },
          ],
        }),
      ],
    });
  });

  it('has no unexplained cdk-nag finding', () => {
    expect(new AwsSolutionsChecks().validateScope(app).violations).toEqual([]);
  });

  it('needs no custom resource, parameter, rule or condition', () => {
    for (const template of [data, service]) {
      expect(Object.keys(template.toJSON()).sort()).toEqual(['Description', 'Outputs', 'Resources']);
      const types = Object.values(resourcesOf(template)).map(({ Type }) => Type);
      expect(types.filter((type) => /^Custom::|CustomResource|CDK::Metadata/.test(type))).toEqual([]);
    }
  });

  it('never caches a verdict of the authorizer', () => {
    service.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerResultTtlInSeconds: 0,
      EnableSimpleResponses: true,
      AuthorizerPayloadFormatVersion: '2.0',
      IdentitySource: ['$request.header.Authorization'],
    });
  });

  it('asks the authorizer on every route but the document, and has no others', () => {
    const authorizer = logicalIdOf(service, 'AWS::ApiGatewayV2::Authorizer', 'ViewerAuthorizer');
    const routes = Object.values(resourcesOf(service, 'AWS::ApiGatewayV2::Route')).map(({ Properties }) => Properties);
    expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual([...Object.keys(policy), ...openRoutes].sort());
    for (const route of routes) {
      const open = openRoutes.includes(route['RouteKey'] as string);
      expect(route).toMatchObject(
        open ? { AuthorizationType: 'NONE' } : { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: authorizer } },
      );
      if (open) expect(route).not.toHaveProperty('AuthorizerId');
    }
  });

  it('logs requests without their path, query or headers', () => {
    const { AccessLogSettings } = onlyPropertiesOf<{ AccessLogSettings: { Format: string } }>(
      service,
      'AWS::ApiGatewayV2::Stage',
    );
    expect(Object.values(JSON.parse(AccessLogSettings.Format) as object)).not.toContainEqual(
      expect.stringMatching(/\$context\.(path|.*query|.*header|authorizer\.(?!latency|error))/i),
    );
  });

  it('brings registration events to the queue, and what the rule cannot deliver to the dead letters', () => {
    const queue = { Ref: logicalIdOf(service, 'AWS::SQS::Queue', 'QueuesRegistrationQueue') };
    const deadLetters = { Ref: logicalIdOf(service, 'AWS::SQS::Queue', 'RegistrationDeadLetterQueue') };
    service.hasResourceProperties('AWS::IoT::TopicRule', {
      TopicRulePayload: {
        Sql: "SELECT * FROM '$aws/events/certificates/registered/+'", // no CA is listed: any may be a camera's
        AwsIotSqlVersion: '2016-03-23',
        RuleDisabled: false,
        Actions: [{ Sqs: Match.objectLike({ QueueUrl: queue, UseBase64: false }) }],
        ErrorAction: { Sqs: Match.objectLike({ QueueUrl: deadLetters, UseBase64: false }) },
      },
    });
  });

  it('gives a registration five tries of StartProvisioning, then fourteen days in the dead letters', () => {
    const deadLetterArn = {
      'Fn::GetAtt': [logicalIdOf(service, 'AWS::SQS::Queue', 'RegistrationDeadLetterQueue'), 'Arn'],
    };
    service.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: { deadLetterTargetArn: deadLetterArn, maxReceiveCount: 5 },
      VisibilityTimeout: 180,
    });
    service.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 14 * 24 * 60 * 60 });
  });

  it('brings who came and who went to a queue of its own, and what the rule cannot deliver to its dead letters', () => {
    const queue = { Ref: logicalIdOf(service, 'AWS::SQS::Queue', 'PresenceQueue') };
    const deadLetters = { Ref: logicalIdOf(service, 'AWS::SQS::Queue', 'PresenceDeadLetterQueue') };
    service.hasResourceProperties('AWS::IoT::TopicRule', {
      TopicRulePayload: {
        Sql: "SELECT * FROM '$aws/events/presence/+/+' WHERE eventType = 'connected' OR eventType = 'disconnected'",
        AwsIotSqlVersion: '2016-03-23',
        RuleDisabled: false,
        Actions: [{ Sqs: Match.objectLike({ QueueUrl: queue, UseBase64: false }) }],
        ErrorAction: { Sqs: Match.objectLike({ QueueUrl: deadLetters, UseBase64: false }) },
      },
    });
    const deadLetterArn = { 'Fn::GetAtt': [deadLetters.Ref, 'Arn'] };
    service.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: { deadLetterTargetArn: deadLetterArn, maxReceiveCount: 5 },
      VisibilityTimeout: 180,
    });
  });

  it('brings what cameras say to a queue of its own, each field by its name beside what AWS IoT knows of the sender', () => {
    const queue = { Ref: logicalIdOf(service, 'AWS::SQS::Queue', 'CameraMessagesQueue') };
    const deadLetters = { Ref: logicalIdOf(service, 'AWS::SQS::Queue', 'CameraMessagesDeadLetterQueue') };
    service.hasResourceProperties('AWS::IoT::TopicRule', {
      TopicRulePayload: {
        Sql: "SELECT requestId, certificateSigningRequest, topic() AS topic, clientid() AS clientId, principal() AS principal, timestamp() AS receivedAt FROM 'lensgate/+/to-cloud/+' WHERE topic(4) <> 'pairing'",
        RuleDisabled: false,
        Actions: [{ Sqs: Match.objectLike({ QueueUrl: queue, UseBase64: false }) }],
        ErrorAction: { Sqs: Match.objectLike({ QueueUrl: deadLetters, UseBase64: false }) },
      },
    });
  });

  it('hashes a pairing token on its way into that queue, and puts it nowhere when it can not be delivered', () => {
    const queue = { Ref: logicalIdOf(service, 'AWS::SQS::Queue', 'CameraMessagesQueue') };
    service.hasResourceProperties('AWS::IoT::TopicRule', {
      TopicRulePayload: {
        Sql: "SELECT sha256(pairingToken) AS pairingTokenHash, topic() AS topic, clientid() AS clientId, principal() AS principal, timestamp() AS receivedAt FROM 'lensgate/+/to-cloud/pairing'",
        RuleDisabled: false,
        Actions: [{ Sqs: Match.objectLike({ QueueUrl: queue, UseBase64: false }) }],
        ErrorAction: Match.absent(),
      },
    });
  });

  it.each([
    ['StartProvisioning', 'registrationConcurrency'],
    ['RecordPresence', 'presenceConcurrency'],
    ['RecordHistory', 'historyConcurrency'],
    ['HearCamera', 'hearingConcurrency'],
  ] as const)('hands messages to few copies of %s, and takes back only the failed ones', (name, setting) => {
    service.resourceCountIs('AWS::Lambda::EventSourceMapping', 4);
    service.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: logicalIdOf(service, 'AWS::Lambda::Function', name) },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: stages[stage as keyof typeof stages][setting] },
    });
  });

  it('encrypts every queue and refuses plain HTTP', () => {
    service.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    service.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      }),
    });
    service.resourceCountIs('AWS::SQS::QueuePolicy', 8);
  });

  it('lets nobody send to a queue but the rules of its own events', () => {
    const policies = Object.values(resourcesOf(service, 'AWS::SQS::QueuePolicy')).map(({ Properties }) => Properties);
    const allowed = policies.flatMap(({ Queues, PolicyDocument }) =>
      (PolicyDocument as { Statement: Record<string, unknown>[] }).Statement.filter(
        ({ Effect }) => Effect === 'Allow',
      ).map(({ Principal, Condition }) => ({ Queues, Principal, Condition })),
    );
    const queue = (id: string) => [{ Ref: logicalIdOf(service, 'AWS::SQS::Queue', id) }];
    const rule = (id: string) => ({ 'Fn::GetAtt': [logicalIdOf(service, 'AWS::Events::Rule', id), 'Arn'] });
    expect(allowed).toHaveLength(4);
    for (const id of ['HistoryQueue', 'HistoryDeadLetterQueue']) {
      for (const by of ['ExecutionChanged', 'CameraChanged']) {
        expect(allowed).toContainEqual({
          Queues: queue(id),
          Principal: { Service: 'events.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': rule(by) } },
        });
      }
    }
  });

  it('brings into the history what became of registrations, who changed what, and who came and went', () => {
    const Arn = { 'Fn::GetAtt': [logicalIdOf(service, 'AWS::SQS::Queue', 'HistoryQueue'), 'Arn'] };
    const deadLetters = logicalIdOf(service, 'AWS::SQS::Queue', 'HistoryDeadLetterQueue');
    const Targets = [{ Id: 'Target0', Arn, DeadLetterConfig: { Arn: { 'Fn::GetAtt': [deadLetters, 'Arn'] } } }];
    const machine = { Ref: logicalIdOf(service, 'AWS::StepFunctions::StateMachine', 'ProvisionCamera') };
    service.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: Match.absent(),
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [machine] },
      },
      Targets,
    });
    service.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: { Ref: logicalIdOf(service, 'AWS::Events::EventBus', 'EventBus') },
      EventPattern: {
        source: ['lensgate'],
        'detail-type': [
          'CameraProvisioned',
          'CameraProvisioningFailed',
          'CameraOwnershipChanged',
          'CameraReplaced',
          'CameraRetired',
          'CertificateBanChanged',
          'CertificateRenewed',
          'DriftRepaired',
        ],
      },
      Targets,
    });
    service.hasResourceProperties('AWS::IoT::TopicRule', {
      TopicRulePayload: Match.objectLike({
        Sql: "SELECT * FROM '$aws/events/presence/+/+' WHERE eventType = 'connected' OR eventType = 'disconnected' OR eventType = 'connect_failed'",
        Actions: [
          { Sqs: Match.objectLike({ QueueUrl: { Ref: logicalIdOf(service, 'AWS::SQS::Queue', 'HistoryQueue') } }) },
        ],
        ErrorAction: { Sqs: Match.objectLike({ QueueUrl: { Ref: deadLetters } }) },
      }),
    });
  });

  it.each([
    ['ProvisionCamera', 'IdentifyCamera'],
    ['RetireCamera', 'ReadRequest'],
    ['RenewCertificate', 'ReadRequest'],
    ['RotateChannel', 'MarkCameraRotating'],
    ['ReconcileFleet', 'ReadRequest'],
  ])('logs every step of %s without its data, traces it, and embeds the definition as it stands', (name, StartAt) => {
    const machines = resourcesOf(service, 'AWS::StepFunctions::StateMachine');
    expect(Object.keys(machines)).toHaveLength(5);
    const { Properties } = machines[logicalIdOf(service, 'AWS::StepFunctions::StateMachine', name)]!;
    expect(Properties).toMatchObject({
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
    });
    expect(JSON.parse(Properties.DefinitionString as string)).toMatchObject({ QueryLanguage: 'JSONata', StartAt });
  });

  it('substitutes every placeholder of the definitions, and no other', () => {
    for (const { Properties } of Object.values(resourcesOf(service, 'AWS::StepFunctions::StateMachine'))) {
      const placeholders = [...(Properties.DefinitionString as string).matchAll(/\$\{(\w+)\}/g)].map(
        ([, name]) => name!,
      );
      expect(Object.keys(Properties.DefinitionSubstitutions as object).sort()).toEqual(
        [...new Set(placeholders)].sort(),
      );
    }
  });

  it('tells the definition which media cameras have', () => {
    const { service: made } = synthesized(stage as keyof typeof stages, {
      media: 'both',
      streamName: 'certificate',
      streamRetentionHours: 48,
    });
    made.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      DefinitionSubstitutions: { Media: 'both', StreamName: 'certificate', StreamRetentionHours: '48' },
    });
  });

  it('runs all functions alike: Node.js 24 on arm64, traced, JSON logs in their own groups', () => {
    service.resourceCountIs('AWS::Lambda::Function', functionFolders.length);
    service.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: Match.stringLikeRegexp('Logs') } },
    });
  });

  it('lets a camera connect as its own attached thing, and speak below its own topic only', () => {
    const { PolicyDocument } = onlyPropertiesOf<{
      PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] };
    }>(service, 'AWS::IoT::Policy');
    const { Statement } = PolicyDocument;
    expect(Statement.map(({ Action }) => Action)).toEqual([
      'iot:Connect',
      ['iot:Publish', 'iot:Receive'],
      'iot:Subscribe',
      'iot:AssumeRoleWithCertificate',
    ]);
    expect(Statement[0]).toMatchObject({ Condition: { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } } });
    expect(
      Statement.slice(0, 3).map(
        ({ Resource }) => /(client|topic|topicfilter)\/[^"]+/.exec(JSON.stringify(Resource))![0],
      ),
    ).toEqual([
      'client/${iot:Connection.Thing.ThingName}',
      'topic/lensgate/${iot:Connection.Thing.ThingName}/*',
      'topicfilter/lensgate/${iot:Connection.Thing.ThingName}/*',
    ]);
    expect(JSON.stringify(PolicyDocument).length).toBeLessThan(2048); // AWS IoT's limit
  });

  // A rule that fires before its role may send loses the event: its error action sends with the same role.
  it('lets no topic rule fire before its role may send', () => {
    const rules = Object.values(resourcesOf(service, 'AWS::IoT::TopicRule'));
    expect(rules).not.toEqual([]);
    const policies = Object.entries(resourcesOf(service, 'AWS::IAM::Policy'));
    for (const { Properties, DependsOn } of rules) {
      const { Actions } = Properties['TopicRulePayload'] as {
        Actions: { Sqs: { RoleArn: { 'Fn::GetAtt': [string, string] } } }[];
      };
      const [role] = Actions[0]!.Sqs.RoleArn['Fn::GetAtt'];
      const ofTheRole = policies.filter(([, policy]) => JSON.stringify(policy.Properties['Roles']).includes(role));
      expect(ofTheRole).toHaveLength(1);
      expect(DependsOn).toEqual(expect.arrayContaining([role, ofTheRole[0]![0]]));
    }
  });

  it('watches failures, dead letters, 5xx and throttles, on one dashboard', () => {
    const metrics = Object.values(resourcesOf(service, 'AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => /"MetricName":"(\w+)"/.exec(JSON.stringify(Properties))![1],
    );
    expect([...new Set(metrics)].sort()).toEqual(
      [
        '5xx',
        'ApproximateNumberOfMessagesVisible',
        'EndingCertificates',
        'Errors',
        'ExecutionThrottled',
        'ExecutionsAborted',
        'ExecutionsFailed',
        'ExecutionsTimedOut',
        'ThrottledRequests',
        'Throttles',
      ].sort(),
    );
    expect(metrics.filter((name) => name === 'Throttles')).toHaveLength(functionFolders.length);
    service.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  });

  it('looks after the fleet on the schedule of the settings, by a role that only the scheduler of this account may take', () => {
    const StateMachineArn = { Ref: logicalIdOf(service, 'AWS::StepFunctions::StateMachine', 'ReconcileFleet') };
    const role = logicalIdOf(service, 'AWS::IAM::Role', 'ReconcileScheduleRole');
    service.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(17 3 * * ? *)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: Match.absent(),
      Target: { Arn: StateMachineArn, RoleArn: { 'Fn::GetAtt': [role, 'Arn'] }, Input: '{}' },
    });
    const { Properties } = resourcesOf(service, 'AWS::IAM::Role')[role]!;
    expect(Properties['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ],
    });
    expect(allowedTo(service, role)).toMatchObject([{ action: 'states:StartExecution' }]);
  });

  it('puts out what a person needs', () => {
    expect(Object.keys(service.findOutputs('*')).sort()).toEqual(
      [
        'ApiUrl',
        'BanTableName',
        'CameraPolicyName',
        'CameraMedia',
        'CameraRoleAliasName',
        'StreamNaming',
        'CameraThingTypeName',
        'EventBusName',
        'HistoryTableName',
        'ReconciliationStateMachineArn',
        'Region',
        'Stage',
        'RegistrationDeadLetterQueueUrl',
        'RegistrationQueueUrl',
        'RenewalStateMachineArn',
        'RetirementStateMachineArn',
        'RotationStateMachineArn',
        'StateMachineArn',
        'StateMachineConsoleUrl',
        'TableName',
        'TokenIssuer',
        'UserPoolClientId',
        'UserPoolId',
      ].sort(),
    );
  });
});

describe('device CAs', () => {
  it('are registered with SNI_ONLY, ready for just-in-time registration, and IdentifyCamera trusts their ids', async () => {
    const { service } = synthesized('dev', {
      deviceCaCertificates: [await certificate('first', true), await certificate('second', true)],
    });
    service.resourceCountIs('AWS::IoT::CACertificate', 2);
    service.allResourcesProperties('AWS::IoT::CACertificate', {
      CertificateMode: 'SNI_ONLY',
      Status: 'ACTIVE',
      AutoRegistrationStatus: 'ENABLE',
      CACertificatePem: Match.stringLikeRegexp('BEGIN CERTIFICATE'),
    });
    const [first, second] = Object.keys(resourcesOf(service, 'AWS::IoT::CACertificate'));
    const functions = resourcesOf(service, 'AWS::Lambda::Function');
    const { Environment } = functions[logicalIdOf(service, 'AWS::Lambda::Function', 'IdentifyCamera')]!.Properties as {
      Environment: { Variables: Record<string, unknown> };
    };
    const ids = Environment.Variables.DEVICE_CA_CERTIFICATE_IDS as { 'Fn::Join': [string, unknown[]] };
    expect(ids['Fn::Join'][1]).toHaveLength(3);
    expect(ids['Fn::Join'][1]).toEqual(expect.arrayContaining([{ Ref: first }, ',', { Ref: second }]));
    // Nobody else hears of another CA's certificates either.
    const rules = Object.values(resourcesOf(service, 'AWS::IoT::TopicRule')) as unknown as {
      Properties: { TopicRulePayload: { Sql: unknown } };
    }[];
    const sql = rules.map(({ Properties }) => JSON.stringify(Properties.TopicRulePayload.Sql));
    expect(sql.filter((text) => text.includes('certificates/registered'))).toEqual([
      JSON.stringify({
        'Fn::Join': [
          '',
          [
            "SELECT * FROM '$aws/events/certificates/registered/+' WHERE topic(5) = '",
            { Ref: first },
            "' OR topic(5) = '",
            { Ref: second },
            "'",
          ],
        ],
      }),
    ]);
    // No other CA is any of its business.
    const looksAt = allowedTo(service, logicalIdOf(service, 'AWS::IAM::Role', 'IdentifyCameraRole'))
      .filter(({ action }) => action === 'iot:DescribeCACertificate')
      .map(({ resource }) => resource.split(':').at(-1));
    expect(looksAt.sort()).toEqual([first, second].map((id) => `cacert/<${id}>`).sort());
  });

  it('keep their place in the stack when the list is reordered', async () => {
    const paths = [await certificate('third', true), await certificate('fourth', true)];
    const ids = (deviceCaCertificates: string[]) =>
      Object.keys(resourcesOf(synthesized('dev', { deviceCaCertificates }).service, 'AWS::IoT::CACertificate')).sort();
    expect(ids(paths)).toEqual(ids(paths.reverse()));
  });

  it('must be CA certificates that exist', async () => {
    const leaf = await certificate('leaf', false);
    expect(() => synthesized('dev', { deviceCaCertificates: [leaf] })).toThrow(/it is not a CA certificate/);
    expect(() => synthesized('dev', { deviceCaCertificates: ['missing.pem'] })).toThrow(SettingsError);
  });
});

describe('settings', () => {
  const read = (context: Record<string, unknown>) => readSettings((key) => context[key]);

  it('are those of dev when no stage is named', () => {
    expect(read({})).toEqual(stages.dev);
  });

  it('of an unknown stage are refused in one sentence that names the stages', () => {
    expect(() => read({ stage: 'qa' })).toThrow(
      new SettingsError('Unknown stage "qa": use -c stage=<one of dev, prod>, or add it to infra/settings.ts.'),
    );
    expect(() => read({ stage: 'toString' })).toThrow(SettingsError);
  });

  it('take the list of device CAs from the command line', () => {
    expect(read({ stage: 'prod', deviceCaCertificates: 'a.pem, b.pem' }).deviceCaCertificates).toEqual([
      'a.pem',
      'b.pem',
    ]);
  });

  it('take media and the naming of streams from the command line, each without the other', () => {
    expect(read({ media: 'both' })).toEqual({ ...stages.dev, media: 'both' });
    expect(read({ stage: 'prod', streamName: 'certificate' })).toEqual({ ...stages.prod, streamName: 'certificate' });
  });

  it.each([
    [{ media: 'video' }, 'media takes one of webrtc, stream, both, and was given "video".'],
    [{ media: '' }, 'media takes one of webrtc, stream, both, and was given "".'],
    [{ streamName: 'serial' }, 'streamName takes one of thing, certificate, and was given "serial".'],
    [{ streamName: true }, 'streamName takes one of thing, certificate, and was given true.'],
  ])('refuse %j in one sentence that says what is allowed', (context, sentence) => {
    expect(() => read(context)).toThrow(new SettingsError(sentence));
  });

  it('sign no viewer URL for longer than KVS accepts', () => {
    for (const { viewerUrlTtlSeconds } of Object.values(stages)) expect(viewerUrlTtlSeconds).toBeLessThanOrEqual(299);
  });

  it('make the stages differ in sizes and names only, never in resources', () => {
    const types = ({ service }: typeof dev) => Object.values(resourcesOf(service)).map(({ Type }) => Type);
    expect(types(dev)).toEqual(types(prod));
  });

  it('let every alarm notify a topic where one is given', () => {
    const topicArn = 'arn:aws:sns:us-east-1:123456789012:pager';
    const { service } = synthesized('dev', { alarms: { ...stages.dev.alarms, topicArn } });
    service.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [topicArn] });
  });

  it('keep the logs of prod, and answer no preflight where no origin is listed', () => {
    const policies = ({ service }: typeof dev) =>
      new Set(Object.values(resourcesOf(service, 'AWS::Logs::LogGroup')).map(({ DeletionPolicy }) => DeletionPolicy));
    expect(policies(dev)).toEqual(new Set(['Delete']));
    expect(policies(prod)).toEqual(new Set(['RetainExceptOnCreate']));
    dev.service.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      CorsConfiguration: Match.objectLike({ AllowHeaders: ['authorization', 'email', 'cameraName', 'content-type'] }),
    });
    prod.service.hasResourceProperties('AWS::ApiGatewayV2::Api', { CorsConfiguration: Match.absent() });
  });
});

/** Writes a self-signed certificate and gives its path. */
async function certificate(name: string, ca: boolean): Promise<string> {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const made = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions: [new BasicConstraintsExtension(ca, undefined, true)],
  });
  const path = join(folder, `${name}.pem`);
  writeFileSync(path, made.toString('pem'));
  return path;
}
