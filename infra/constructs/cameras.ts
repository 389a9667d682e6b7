// The camera's side of AWS IoT: which CAs may introduce cameras, what a camera is, and what its certificate lets it do.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { Annotations, Stack } from 'aws-cdk-lib';
import { CfnCACertificate, CfnPolicy, CfnThingType } from 'aws-cdk-lib/aws-iot';
import { Construct } from 'constructs';
import { SettingsError, type Settings } from '../settings.ts';
import { projectRoot } from '../project-root.ts';
import type { Permission } from './grant.ts';
import { createCameraRoleAlias } from './camera-role-alias.ts';

export interface CamerasProperties {
  readonly settings: Settings;
}

export class Cameras extends Construct {
  readonly policyName: string;
  readonly thingTypeName: string;
  /** What a camera asks the AWS IoT credentials provider for. */
  readonly roleAliasName: string;
  /** Ids of the registered CAs, as AWS IoT gives them. */
  readonly caCertificateIds: readonly string[];
  /** The CAs whose certificates may be looked at: those, or where none is listed every one. */
  readonly deviceCas: Pick<Permission, 'resources' | 'wildcardReason'>;

  constructor(scope: Construct, id: string, { settings }: CamerasProperties) {
    super(scope, id);

    this.caCertificateIds = settings.deviceCaCertificates.map((path) => this.registerCa(path));
    const deviceCa = (id: string) => Stack.of(this).formatArn({ service: 'iot', resource: `cacert/${id}` });
    this.deviceCas =
      this.caCertificateIds.length > 0
        ? { resources: this.caCertificateIds.map(deviceCa) }
        : {
            resources: [deviceCa('*')],
            wildcardReason: 'Where no device CA is listed, every CA of the account may be one.',
          };
    if (this.caCertificateIds.length === 0) {
      Annotations.of(this).addWarningV2(
        'lensgate:no-device-ca',
        `No device CA is registered in stage ${settings.stage}: cameras cannot register themselves. Give one with -c deviceCaCertificates=<pem file> or in infra/settings.ts.`,
      );
    }

    const thingType = new CfnThingType(this, 'CameraThingType', {
      thingTypeProperties: {
        thingTypeDescription: 'A camera provisioned by Lensgate',
        searchableAttributes: ['serialNumber', 'certificateId'],
      },
    });
    this.thingTypeName = thingType.ref;

    const roleAlias = createCameraRoleAlias(this, settings);
    this.roleAliasName = roleAlias.ref;

    const policy = new CfnPolicy(this, 'CameraPolicy', {
      policyDocument: this.cameraPolicyDocument(roleAlias.attrRoleAliasArn),
    });
    this.policyName = policy.ref;
  }

  /** SNI_ONLY: no verification certificate is needed, and the same CA may serve several accounts. */
  private registerCa(path: string): string {
    const { pem, fingerprint } = readCaCertificate(path);
    // Named after its content: reordering the list of CAs must not make CloudFormation replace one by another.
    const certificate = new CfnCACertificate(this, `DeviceCa${fingerprint.slice(0, 8)}`, {
      caCertificatePem: pem,
      certificateMode: 'SNI_ONLY',
      status: 'ACTIVE',
      autoRegistrationStatus: 'ENABLE',
    });
    return certificate.ref; // [AWS::IoT::CACertificate: Ref returns the CA certificate id]
  }

  /** A camera connects as its own thing only, once attached to it, speaks below its own topic only, and gets credentials of CameraRole only. */
  private cameraPolicyDocument(roleAliasArn: string) {
    const thing = '${iot:Connection.Thing.ThingName}';
    const arn = (resource: string) => Stack.of(this).formatArn({ service: 'iot', resource });
    return {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'iot:Connect',
          Resource: arn(`client/${thing}`),
          Condition: { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } },
        },
        { Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive'], Resource: arn(`topic/lensgate/${thing}/*`) },
        { Effect: 'Allow', Action: 'iot:Subscribe', Resource: arn(`topicfilter/lensgate/${thing}/*`) },
        { Effect: 'Allow', Action: 'iot:AssumeRoleWithCertificate', Resource: roleAliasArn },
      ],
    };
  }
}

function readCaCertificate(path: string): { pem: string; fingerprint: string } {
  try {
    const pem = readFileSync(resolve(projectRoot, path), 'utf8');
    const certificate = new X509Certificate(pem);
    if (!certificate.ca) throw new Error('it is not a CA certificate (basicConstraints CA:TRUE is missing)');
    return { pem, fingerprint: certificate.fingerprint256.replaceAll(':', '') };
  } catch (error) {
    throw new SettingsError(
      `The device CA certificate ${path} cannot be used: ${(error as Error).message}. ` +
        "Give the PEM file of the CA that signs the cameras' certificates.",
    );
  }
}
