// Least privilege, proved: each role allows exactly what its definition or its code calls, and every extra has its reason.
import { describe, expect, it } from '@jest/globals';
import { accountWideActions } from '../../infra/constructs/grant.ts';
import { actionsOfDefinition, actionsOfFunction } from './called-actions.ts';
import { stages } from '../../infra/settings.ts';
import { allowedTo } from './role-permissions.ts';
import { logicalIdOf, resourcesOf, synthesized } from './synthesized.ts';

const { service } = synthesized('prod');

function actionsOfRole(name: string, template = service): Set<string> {
  return new Set(allowedTo(template, logicalIdOf(template, 'AWS::IAM::Role', name)).map(({ action }) => action));
}

const { service: withSharedSecret } = synthesized('prod', {
  viewers: { ...stages.prod.viewers, authentication: 'shared-secret' },
});

const logsAndTraces = {
  'logs:CreateLogStream': 'the runtime writes the logs',
  'logs:PutLogEvents': 'the runtime writes the logs',
  'xray:PutTraceSegments': 'active tracing',
  'xray:PutTelemetryRecords': 'active tracing',
};

const readsQueue = {
  'sqs:ReceiveMessage': 'the event source mapping reads the queue',
  'sqs:DeleteMessage': 'the event source mapping deletes what was handled',
  'sqs:GetQueueAttributes': 'the event source mapping reads the visibility timeout',
};

/** What a function's role allows although its code does not call it, each with its reason. */
const functions: Readonly<
  Record<string, { readonly folder: string; readonly extras: Readonly<Record<string, string>> }>
> = {
  IdentifyCamera: { folder: 'identify-camera', extras: logsAndTraces },
  HearCamera: { folder: 'hear-camera', extras: { ...logsAndTraces, ...readsQueue } },
  CheckCertificateRequest: { folder: 'check-certificate-request', extras: logsAndTraces },
  TellCamera: { folder: 'tell-camera', extras: logsAndTraces },
  LookAtFleet: { folder: 'reconcile-fleet', extras: logsAndTraces },
  StartProvisioning: { folder: 'start-provisioning', extras: { ...logsAndTraces, ...readsQueue } },
  RecordPresence: { folder: 'record-presence', extras: { ...logsAndTraces, ...readsQueue } },
  RecordHistory: { folder: 'record-history', extras: { ...logsAndTraces, ...readsQueue } },
  RefreshEndpoints: { folder: 'refresh-endpoints', extras: logsAndTraces },
  AuthorizeViewer: { folder: 'authorize-viewer', extras: logsAndTraces },
  ManageCameras: { folder: 'manage-cameras', extras: logsAndTraces },
  PresignViewerUrl: {
    folder: 'presign-viewer-url',
    extras: { ...logsAndTraces, 'kinesisvideo:ConnectAsViewer': 'KVS checks it on the signer when the URL is opened' },
  },
};

/** Calls that the code makes only where callers prove themselves by the shared secret. */
const onlyForSecrets = ['secretsmanager:GetSecretValue'];

describe("the state machine's role", () => {
  const called = actionsOfDefinition('provision-camera');
  const allowed = actionsOfRole('ProvisionCameraRole');

  it('allows every call of the definition, those for streams only where cameras have streams', () => {
    const uncalled = (actions: Set<string>) => [...called].filter((action) => !actions.has(action)).sort();
    expect(uncalled(allowed)).toEqual([
      'kinesisvideo:CreateStream',
      'kinesisvideo:DescribeStream',
      'kinesisvideo:ListTagsForStream',
      'kinesisvideo:TagStream',
    ]);
    for (const media of ['stream', 'both'] as const) {
      const { service: withStreams } = synthesized('prod', { media });
      expect(uncalled(actionsOfRole('ProvisionCameraRole', withStreams))).toEqual([]);
    }
  });

  it('allows nothing else but log delivery and tracing', () => {
    const beyond = [...allowed].filter((action) => !called.has(action));
    expect(beyond.filter((action) => !/^(logs:\w*(LogDeliver|ResourcePolic|LogGroups)|xray:)/.test(action))).toEqual(
      [],
    );
    expect(beyond.filter((action) => accountWideActions[action] === undefined)).toEqual([]);
  });

  const resourcesFor = (wanted: string) =>
    allowedTo(service, logicalIdOf(service, 'AWS::IAM::Role', 'ProvisionCameraRole'))
      .filter(({ action }) => action === wanted)
      .map(({ resource }) => resource);

  // [Service Authorization Reference, AWS IoT: the resource type of these actions]
  it.each(['iot:AttachPolicy', 'iot:AttachThingPrincipal'])(
    'may call %s on certificates, which is all that AWS checks',
    (action) => {
      expect(resourcesFor(action)).toEqual(['arn:<AWS::Partition>:iot:<AWS::Region>:<AWS::AccountId>:cert/*']);
    },
  );

  it('may invoke IdentifyCamera only, run RetireCamera only, announce on our bus only, and park in our queue only', () => {
    const arnOf = (type: string, name: string) => [`<${logicalIdOf(service, type, name)}.Arn>`];

    expect(resourcesFor('lambda:InvokeFunction')).toEqual(arnOf('AWS::Lambda::Function', 'IdentifyCamera'));
    expect(resourcesFor('states:StartExecution')).toEqual([
      `<${logicalIdOf(service, 'AWS::StepFunctions::StateMachine', 'RetireCamera')}>`,
    ]);
    expect(resourcesFor('events:PutEvents')).toEqual(arnOf('AWS::Events::EventBus', 'EventBus'));
    expect(resourcesFor('sqs:SendMessage')).toEqual(arnOf('AWS::SQS::Queue', 'RegistrationDeadLetterQueue'));
  });
});

describe.each([
  ['RotateChannel', 'rotate-channel'],
  ['RetireCamera', 'retire-camera'],
  ['ReconcileFleet', 'reconcile-fleet'],
  ['RenewCertificate', 'renew-certificate'],
] as const)("%s's role", (name, definition) => {
  it('allows exactly the calls of its definition, log delivery and tracing', () => {
    const { service: withStreams } = synthesized('prod', { media: 'both' });
    const called = actionsOfDefinition(definition);
    const allowed = actionsOfRole(`${name}Role`, withStreams);
    const beyond = [...allowed].filter((action) => !called.has(action));
    expect([...called].filter((action) => !allowed.has(action))).toEqual([]);
    expect(beyond.filter((action) => accountWideActions[action] === undefined)).toEqual([]);
  });
});

describe.each(Object.entries(functions))("%s's role", (name, { folder, extras }) => {
  it('allows exactly what the code calls, and the listed extras', () => {
    const called = actionsOfFunction(`functions/${folder}/index.ts`);
    const allowed = [...called, ...Object.keys(extras)].sort();
    expect([...actionsOfRole(`${name}Role`, withSharedSecret)].sort()).toEqual(allowed);
    expect([...actionsOfRole(`${name}Role`)].sort()).toEqual(
      allowed.filter((action) => !onlyForSecrets.includes(action)),
    );
  });

  it('writes to its own log group only', () => {
    const logs = allowedTo(service, logicalIdOf(service, 'AWS::IAM::Role', `${name}Role`)).filter(({ action }) =>
      action.startsWith('logs:'),
    );
    expect(new Set(logs.map(({ resource }) => resource))).toEqual(
      new Set([`<${logicalIdOf(service, 'AWS::Logs::LogGroup', `${name}Logs`)}.Arn>`]),
    );
  });
});

it('RecordHistory may write the history table and look whose a certificate is, and ManageCameras may announce on our bus: nowhere else', () => {
  const resourcesFor = (role: string, service_: string) =>
    allowedTo(service, logicalIdOf(service, 'AWS::IAM::Role', role))
      .filter(({ action }) => action.startsWith(`${service_}:`))
      .map(({ resource }) => resource);
  const dynamodb = allowedTo(service, logicalIdOf(service, 'AWS::IAM::Role', 'RecordHistoryRole'))
    .filter(({ action }) => action.startsWith('dynamodb:'))
    .map(({ action, resource }) => [action, resource]);
  expect(dynamodb).toEqual([
    ['dynamodb:PutItem', expect.stringMatching(/HistoryTable\w+Arn/)],
    ['dynamodb:GetItem', expect.stringMatching(/CameraTable\w+Arn/)],
  ]);
  const bus = logicalIdOf(service, 'AWS::Events::EventBus', 'EventBus');
  expect(resourcesFor('ManageCamerasRole', 'events')).toEqual([`<${bus}.Arn>`]);
});

describe('every role', () => {
  const roles = Object.entries(resourcesOf(service, 'AWS::IAM::Role'));
  const everything = roles.flatMap(([role]) => allowedTo(service, role).map((allowed) => ({ role, ...allowed })));

  it('uses no managed policy', () => {
    expect(roles.filter(([, { Properties }]) => Properties.ManagedPolicyArns !== undefined)).toEqual([]);
  });

  it('names its actions without *', () => {
    expect(everything.filter(({ action }) => action.includes('*'))).toEqual([]);
  });

  it('allows an action on the resource * only where AWS offers no narrower one, with the reason', () => {
    const wide = everything.filter(({ resource }) => resource === '*');
    expect(wide.filter(({ action }) => accountWideActions[action] === undefined)).toEqual([]);
    expect(everything.filter(({ action, resource }) => accountWideActions[action] && resource !== '*')).toEqual([]);
  });

  it('may read bans, if anything: nobody but a person writes one, or takes it back', () => {
    const ofBans = everything.filter(({ resource }) => resource.includes('BanTable'));
    expect(ofBans.map(({ role, action }) => `${role.replace(/Role\w*$/, '')} ${action}`).sort()).toEqual([
      'HearingHearCamera dynamodb:GetItem',
      'ProvisioningIdentifyCamera dynamodb:GetItem',
      'ReconciliationLookAtFleet dynamodb:GetItem',
      'ReconciliationLookAtFleet dynamodb:Scan',
    ]);
  });

  it('widens resources to things, CAs where none is listed, certificates, connections, topics of cameras, channels and executions of this account, and a camera to the ends of its own names', () => {
    const here = '<AWS::Region>:<AWS::AccountId>';
    const machineOf = (name: string) => logicalIdOf(service, 'AWS::StepFunctions::StateMachine', name);
    const patterns = new Set(everything.map(({ resource }) => resource).filter((r) => r !== '*' && r.includes('*')));
    expect([...patterns].sort()).toEqual([
      `arn:<AWS::Partition>:iot:${here}:cacert/*`,
      `arn:<AWS::Partition>:iot:${here}:cert/*`,
      `arn:<AWS::Partition>:iot:${here}:client/*`,
      `arn:<AWS::Partition>:iot:${here}:thing/*`,
      `arn:<AWS::Partition>:iot:${here}:topic/lensgate/*/to-camera/*`,
      `arn:<AWS::Partition>:kinesisvideo:${here}:channel/$\{credentials-iot:ThingName}/*`,
      `arn:<AWS::Partition>:kinesisvideo:${here}:channel/*`,
      `arn:<AWS::Partition>:states:${here}:execution:<${machineOf('ProvisionCamera')}.Name>:*`,
      `arn:<AWS::Partition>:states:${here}:execution:<${machineOf('RenewCertificate')}.Name>:*`,
      `arn:<AWS::Partition>:states:${here}:execution:<${machineOf('RetireCamera')}.Name>:*`,
      `arn:<AWS::Partition>:states:${here}:execution:<${machineOf('RotateChannel')}.Name>:*`,
    ]);
  });

  it('is assumed by AWS services only: Lambda, Step Functions, EventBridge Scheduler, IoT and its credentials provider', () => {
    const principals = roles.flatMap(([, { Properties }]) => {
      const { Statement } = Properties.AssumeRolePolicyDocument as { Statement: { Principal: { Service: string } }[] };
      return Statement.map(({ Principal }) => Principal.Service);
    });
    expect(principals).toHaveLength(roles.length);
    expect([...new Set(principals)].sort()).toEqual([
      'credentials.iot.amazonaws.com',
      'iot.amazonaws.com',
      'lambda.amazonaws.com',
      'scheduler.amazonaws.com',
      'states.amazonaws.com',
    ]);
  });
});

it('never asks AWS to make a private key', () => {
  expect(JSON.stringify(service.toJSON())).not.toMatch(/CreateKeysAndCertificate/i);
});
