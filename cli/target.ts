// Where the commands work: the local cloud or an AWS account. Both answer the same APIs; only endpoint and credentials differ.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@aws-sdk/types';
import type { Table } from '../records/camera-table.ts';
import { documentClient } from '../records/document-client.ts';
import { RefusedError, UsageError } from './failures.ts';

export interface GlobalOptions {
  readonly dataDir: string;
  readonly profile?: string;
  readonly region?: string;
  readonly stack: string;
  readonly json: boolean;
}

/** Settings for any AWS SDK client. */
export interface ClientConfig {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider;
}

/** The factory's CA, which a simulated camera needs to be born. */
export interface DeviceCaFiles {
  readonly certificatePath: string;
  readonly privateKeyPath: string;
}

export interface Target {
  readonly client: ClientConfig;
  /** Of the service stack. Throws RefusedError when the stack or the output is missing. */
  output(name: string): Promise<string>;
  /** Undefined when the stack hasn't got it: its settings decide what there is. */
  outputIfAny(name: string): Promise<string | undefined>;
  sharedSecret(): Promise<string>;
  /** Known for the local cloud alone. */
  readonly local?: LocalFiles;
}

export interface LocalFiles {
  readonly serverCaPath: string;
  readonly deviceCa: DeviceCaFiles;
  /** Null where npm start runs without --tls-hosts. */
  readonly tlsHosts: TlsHosts | null;
  readonly issuerUrl: string;
  readonly operator: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Where AWS's camera SDKs reach the local cloud. */
export interface TlsHosts {
  readonly awsEndpointUrl: string;
  readonly credentialProviderUrl: string;
  /** Lines of the hosts file. */
  readonly hostsFile: { readonly own: string; readonly kinesisVideoOfAws: string };
}

interface EndpointsFile extends LocalFiles {
  readonly region: string;
  readonly awsEndpointUrl: string;
}

/** Throws UsageError when neither a local cloud nor an account is named. */
export async function openTarget(options: GlobalOptions): Promise<Target> {
  if (options.profile !== undefined || options.region !== undefined) {
    // The SDK looks where the AWS CLI looks: the environment, the profile. An endpoint that a profile names it takes by this alone.
    if (options.profile !== undefined) process.env['AWS_PROFILE'] = options.profile;
    const chosen = options.region === undefined ? {} : { region: options.region };
    const resolved = await new CloudFormationClient(chosen).config.region().catch(() => {
      throw new UsageError('No AWS region is known: give --region, or set one in the profile (aws configure).');
    });
    return target({ region: resolved, credentials: fromNodeProviderChain() }, options.stack);
  }
  const endpoints = await readEndpoints(options.dataDir);
  const { region, awsEndpointUrl: endpoint, operator, issuerUrl, serverCaPath, deviceCa, tlsHosts } = endpoints;
  const local = { serverCaPath, deviceCa, tlsHosts, issuerUrl, operator };
  return { ...target({ region, endpoint, credentials: operator }, options.stack), local };
}

/** The stack's table of cameras, shares and the manifest. */
export const cameraTableOf = async (target: Target): Promise<Table> => ({
  client: documentClient(target.client),
  tableName: await target.output('TableName'),
});

function target(client: ClientConfig, stackName: string): Target {
  let outputs: Promise<Map<string, string>> | undefined;
  const outputIfAny = async (name: string): Promise<string | undefined> => {
    outputs ??= readOutputs(client, stackName);
    return (await outputs).get(name);
  };
  const output = async (name: string): Promise<string> => {
    const value = await outputIfAny(name);
    if (value === undefined)
      throw new RefusedError(`The stack ${stackName} has no output ${name}. Is it a Lensgate service stack?`);
    return value;
  };
  return {
    client,
    output,
    outputIfAny,
    async sharedSecret() {
      const SecretId = await output('SharedSecretArn');
      const { SecretString } = await new SecretsManagerClient(client).send(new GetSecretValueCommand({ SecretId }));
      return SecretString ?? '';
    },
  };
}

async function readOutputs(client: ClientConfig, StackName: string): Promise<Map<string, string>> {
  const cloudFormation = new CloudFormationClient(client);
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName })).catch((error: Error) => {
    if (!/does not exist/.test(error.message)) throw error;
    throw new RefusedError(
      `There is no stack ${StackName} in ${client.region}. --stack and --region say which one to use.`,
    );
  });
  return new Map(Stacks?.[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']));
}

async function readEndpoints(dataDir: string): Promise<EndpointsFile> {
  const path = join(dataDir, 'endpoints.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      error.code === 'ENOENT'
        ? `There is no ${path}. Start the local cloud (npm start), name its --data-dir, or name an AWS account with --profile or --region.`
        : `${path} can't be read (${error.code}).`,
    );
  });
  try {
    return JSON.parse(text) as EndpointsFile;
  } catch {
    throw new UsageError(`${path} is not what npm start writes. Start the local cloud again: it writes it anew.`);
  }
}
