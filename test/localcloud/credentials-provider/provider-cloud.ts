// A cloud with a device CA, cameras, a role and its alias; and a client of the credentials provider, as curl is one.
import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import type { Agent } from 'node:https';
import { request } from 'node:https';
import { join } from 'node:path';
import { makeKeyAndCsr, signCsr, type CameraIdentity, type DeviceCa } from '../../../camera/factory.ts';
import { frontDoor } from '../../../localcloud/front-door/front-door.ts';
import type { PolicyDocument, PolicyStatement } from '../../../localcloud/access/policy.ts';
import { credentialsProvider } from '../../../localcloud/services/credentials-provider/credentials-provider.ts';
import { kinesisVideo } from '../../../localcloud/services/kinesisvideo/kinesisvideo.ts';
import { idOf } from '../../support/mqtt-device.ts';
import { addDeviceCa, startIotCloud, type IotCloud } from '../iot/iot-cloud.ts';

export const iotArn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;
export const roleAlias = 'CameraRoleAlias';
export const roleArn = 'arn:aws:iam::000000000000:role/CameraRole';
export const mayAssume: PolicyStatement = {
  Effect: 'Allow',
  Action: 'iot:AssumeRoleWithCertificate',
  Resource: iotArn(`rolealias/${roleAlias}`),
};
export const providerTrust: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'credentials.iot.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
/** The statement of the source document, for channels. */
export const ownChannel: PolicyStatement = {
  Effect: 'Allow',
  Action: ['kinesisvideo:DescribeSignalingChannel', 'kinesisvideo:GetSignalingChannelEndpoint'],
  Resource: 'arn:aws:kinesisvideo:*:*:channel/${credentials-iot:ThingName}/*',
};

export interface Camera extends CameraIdentity {
  readonly certificateId: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

export interface ProviderCloud {
  readonly iot: IotCloud;
  readonly ca: DeviceCa & { id: string };
  putRole(changes?: {
    trust?: PolicyDocument;
    maxSessionSeconds?: number;
    statements?: PolicyStatement[];
  }): Promise<void>;
  /** Registered and ACTIVE, with a thing of the same name attached and a policy of these statements. */
  addCamera(name: string, statements?: PolicyStatement[], validity?: { notAfter: Date }): Promise<Camera>;
  ask(identity: CameraIdentity | undefined, options?: AskOptions): Promise<Answer>;
  stop(): Promise<void>;
}

export interface AskOptions {
  readonly thingName?: string;
  readonly path?: string;
  readonly method?: string;
  readonly host?: string;
  readonly agent?: Agent;
}

export async function startProviderCloud(): Promise<ProviderCloud> {
  const iot = await startIotCloud();
  await iot.cloud.add(frontDoor, kinesisVideo, credentialsProvider);
  const ca = await addDeviceCa(iot);
  const { context } = iot.cloud;
  const serverCa = await readFile(join(context.dataDir, 'certificates', 'server-ca-certificate.pem'));
  const putRole: ProviderCloud['putRole'] = ({ trust, maxSessionSeconds, statements } = {}) =>
    context.iam.putRole({
      name: 'CameraRole',
      arn: roleArn,
      trust: trust ?? providerTrust,
      policies: [{ Statement: statements ?? [ownChannel] }],
      maxSessionSeconds: maxSessionSeconds ?? 3600,
    });
  await putRole();
  await iot.call('CreateRoleAlias', { roleAlias, roleArn });

  return {
    iot,
    ca,
    putRole,

    async addCamera(name, statements = [mayAssume], validity) {
      const { privateKey, csr } = await makeKeyAndCsr(`SN-${name}`);
      const certificate = await signCsr(csr, ca, validity);
      const certificateId = idOf(certificate);
      await iot.call('RegisterCertificate', { certificatePem: certificate, status: 'ACTIVE' });
      await iot.call('CreateThing', { thingName: name });
      await iot.call('AttachThingPrincipal', { thingName: name, principal: iotArn(`cert/${certificateId}`) });
      await iot.call('CreatePolicy', { policyName: name, policyDocument: JSON.stringify({ Statement: statements }) });
      await iot.call('AttachPolicy', { policyName: name, target: iotArn(`cert/${certificateId}`) });
      return { certificate, privateKey, certificateId };
    },

    ask: (identity, { thingName, path, method, host, agent } = {}) =>
      new Promise((resolve, reject) => {
        request(
          new URL(path ?? `/role-aliases/${roleAlias}/credentials`, context.addresses.credentialProviderUrl),
          {
            ca: serverCa,
            cert: identity?.certificate,
            key: identity?.privateKey,
            method: method ?? 'GET',
            agent: agent ?? false,
            servername: 'localhost',
            headers: { ...(thingName !== undefined && { 'x-amzn-iot-thingname': thingName }), ...(host && { host }) },
          },
          (response) => {
            let text = '';
            response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
            response.once('end', () =>
              resolve({
                status: response.statusCode!,
                headers: response.headers,
                body: JSON.parse(text) as Record<string, unknown>,
              }),
            );
          },
        )
          .once('error', reject)
          .end();
      }),

    stop: () => iot.stop(),
  };
}
