// What a device may do, connected or asking for credentials: the IoT policies of its certificate, with the variables of its connection. [IOT: policy variables]
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import { evaluate } from '../../access/authorize.ts';
import type { PolicyDocument } from '../../access/policy.ts';
import type { PolicyVersionRecord } from './records.ts';
import type { IotState } from './state.ts';

/** The holder of a certificate, with what policy variables can refer to. */
export interface CertificateHolder {
  readonly certificateId: string;
  /** Only of an MQTT client; it may name a thing. */
  readonly clientId?: string | undefined;
  /** The thing that is named by other means. */
  readonly thingName?: string | undefined;
  readonly sourceIp: string;
  /** `iot:Certificate.…` variables; they don't change while the connection lasts. */
  readonly certificateVariables: Readonly<Record<string, string>>;
}

/** A device that is connected to the broker. */
export interface Device extends CertificateHolder {
  readonly clientId: string;
}

export type DeviceAction =
  | 'iot:AssumeRoleWithCertificate'
  | 'iot:Connect'
  | 'iot:Publish'
  | 'iot:RetainPublish'
  | 'iot:Subscribe'
  | 'iot:Receive';
export type DeviceResource = `rolealias/${string}` | `client/${string}` | `topic/${string}` | `topicfilter/${string}`;

const nameFields: Readonly<Record<string, string>> = {
  CommonName: 'CN',
  Country: 'C',
  Organization: 'O',
  OrganizationalUnit: 'OU',
  State: 'ST',
  Title: 'title',
  Surname: 'SN',
  GivenName: 'GN',
  Initials: 'I',
  Pseudonym: '2.5.4.65',
  GenerationQualifier: '2.5.4.44',
  DistinguishedNameQualifier: '2.5.4.46',
  SerialNumber: '2.5.4.5',
};

/** `iot:Certificate.Subject.CommonName`, `iot:Certificate.Issuer.Organization`, `iot:Certificate.SerialNumber`, … */
export function certificateVariables(pem: string): Record<string, string> {
  const certificate = new x509.X509Certificate(pem);
  const variables: Record<string, string> = { 'iot:Certificate.SerialNumber': certificate.serialNumber };
  for (const [part, name] of [
    ['Subject', certificate.subjectName],
    ['Issuer', certificate.issuerName],
  ] as const) {
    for (const [variable, field] of Object.entries(nameFields)) {
      for (const [index, value] of name.getField(field).entries()) {
        if (index === 0) variables[`iot:Certificate.${part}.${variable}`] = value;
        variables[`iot:Certificate.${part}.${variable}.${index}`] = value;
      }
    }
  }
  return variables;
}

export class DevicePolicies {
  readonly #cloud: CloudContext;
  readonly #state: IotState;
  readonly #documents = new WeakMap<PolicyVersionRecord, PolicyDocument>();

  constructor(cloud: CloudContext, state: IotState) {
    this.#cloud = cloud;
    this.#state = state;
  }

  /** Asked for each message, so that a detached policy counts at once. `+` and `#` in a policy are just characters. */
  allows(holder: CertificateHolder, action: DeviceAction, resource: DeviceResource): boolean {
    const policies = this.#policiesOf(this.#state.certificateArn(holder.certificateId));
    const question = { action, resource: arn(this.#cloud, 'iot', resource), context: this.#variables(holder) };
    return evaluate(policies, question) === 'allow';
  }

  #policiesOf(certificateArn: string): PolicyDocument[] {
    return (this.#state.attachedPolicies.get(certificateArn) ?? []).flatMap((name) => {
      const policy = this.#state.policies.get(name);
      const version = policy?.versions.find(({ versionId }) => versionId === policy.defaultVersionId);
      if (!version) return [];
      let document = this.#documents.get(version);
      if (!document) this.#documents.set(version, (document = JSON.parse(version.document) as PolicyDocument));
      return [document];
    });
  }

  // Thing variables exist only for a thing that the certificate is attached to and that the client names, or to which the
  // certificate belongs exclusively. A statement that uses one that doesn't exist matches nothing. [IOT: thing policy variables]
  #variables(holder: CertificateHolder): Record<string, string> {
    const variables: Record<string, string> = {
      ...(holder.clientId !== undefined && { 'iot:ClientId': holder.clientId }),
      'aws:SourceIp': holder.sourceIp,
      'iot:Connection.Thing.IsAttached': 'false',
      ...holder.certificateVariables,
    };
    const thing = this.#state.things.get(this.#thingNameOf(holder) ?? '');
    if (!thing) return variables;
    variables['iot:Connection.Thing.IsAttached'] = 'true';
    variables['iot:Connection.Thing.ThingName'] = thing.thingName;
    if (thing.thingTypeName) variables['iot:Connection.Thing.ThingTypeName'] = thing.thingTypeName;
    for (const [name, value] of Object.entries(thing.attributes)) {
      variables[`iot:Connection.Thing.Attributes[${name}]`] = value;
    }
    return variables;
  }

  #thingNameOf({ certificateId, clientId, thingName }: CertificateHolder): string | undefined {
    const principal = this.#state.certificateArn(certificateId);
    const named = clientId ?? thingName ?? '';
    if (this.#state.principalsOf(named).some((one) => one.principal === principal)) return named;
    return this.#state.thingsOf(principal).find(({ type }) => type === 'EXCLUSIVE_THING')?.thingName;
  }
}
