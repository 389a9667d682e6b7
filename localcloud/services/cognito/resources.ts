// User pools, their clients, domains and groups as templates write them. [CloudFormation: AWS::Cognito]
import type { CreateResource, TemplateResource } from '../../core/service.ts';
import type { UserPools } from './user-pools.ts';

export function cognitoResources(pools: UserPools): Record<string, CreateResource> {
  return {
    'AWS::Cognito::UserPool': async (resource) => {
      known(resource, poolProperties);
      const pool = await pools.open(`${resource.stackName}/${resource.logicalId}`);
      const issuer = pools.issuerOf(pool);
      return {
        ref: pool.id,
        attributes: {
          Arn: pools.arnOf(pool),
          UserPoolId: pool.id,
          ProviderURL: issuer,
          // [On AWS it is the URL without its scheme, too]
          ProviderName: issuer.replace(/^https?:\/\//, ''),
        },
      };
    },

    'AWS::Cognito::UserPoolClient': async (resource) => {
      const properties = known(resource, clientProperties) as unknown as ClientProperties;
      if (properties.GenerateSecret) throw notImitated(resource, 'a client with a secret');
      const flow = properties.AllowedOAuthFlows?.find((name) => name !== 'code');
      if (flow !== undefined) throw notImitated(resource, `the flow ${flow}`);
      const { TokenValidityUnits: units = {} } = properties;
      const client = await pools.putClient(`${resource.stackName}/${resource.logicalId}`, {
        poolId: properties.UserPoolId,
        callbackUrls: properties.CallbackURLs ?? [],
        logoutUrls: properties.LogoutURLs ?? [],
        scopes: properties.AllowedOAuthFlowsUserPoolClient ? (properties.AllowedOAuthScopes ?? []) : [],
        idTokenSeconds: seconds(properties.IdTokenValidity ?? 1, units.IdToken ?? 'hours'),
        accessTokenSeconds: seconds(properties.AccessTokenValidity ?? 1, units.AccessToken ?? 'hours'),
        refreshTokenSeconds: seconds(properties.RefreshTokenValidity ?? 30, units.RefreshToken ?? 'days'),
      });
      return { ref: client.id, attributes: { ClientId: client.id, Name: client.id } };
    },

    'AWS::Cognito::UserPoolDomain': async (resource) => {
      const { UserPoolId, Domain } = known(resource, ['UserPoolId', 'Domain']) as {
        UserPoolId: string;
        Domain: string;
      };
      await pools.setDomain(UserPoolId, Domain);
      return { ref: Domain, attributes: {} };
    },

    'AWS::Cognito::UserPoolGroup': async (resource) => {
      const names = ['UserPoolId', 'GroupName', 'Description', 'Precedence'];
      const { UserPoolId, GroupName = resource.physicalName(128) } = known(resource, names) as {
        UserPoolId: string;
        GroupName?: string;
      };
      await pools.putGroup(UserPoolId, GroupName);
      return { ref: GroupName, attributes: {} };
    },
  };
}

/** Passwords, codes, messages and second factors are accepted; nobody here has any. */
const poolProperties = [
  ...[
    'UserPoolName',
    'UserPoolTags',
    'UserPoolTier',
    'DeletionProtection',
    'Schema',
    'Policies',
    'AdminCreateUserConfig',
  ],
  ...['UsernameAttributes', 'UsernameConfiguration', 'AutoVerifiedAttributes', 'UserAttributeUpdateSettings'],
  ...['AccountRecoverySetting', 'MfaConfiguration', 'EnabledMfas', 'EmailConfiguration', 'VerificationMessageTemplate'],
  ...['EmailVerificationMessage', 'EmailVerificationSubject', 'SmsVerificationMessage'],
];

interface ClientProperties {
  readonly UserPoolId: string;
  readonly GenerateSecret?: boolean;
  readonly AllowedOAuthFlowsUserPoolClient?: boolean;
  readonly AllowedOAuthFlows?: string[];
  readonly AllowedOAuthScopes?: string[];
  readonly CallbackURLs?: string[];
  readonly LogoutURLs?: string[];
  readonly IdTokenValidity?: number;
  readonly AccessTokenValidity?: number;
  readonly RefreshTokenValidity?: number;
  readonly TokenValidityUnits?: Partial<Record<'IdToken' | 'AccessToken' | 'RefreshToken', string>>;
}

const clientProperties = [
  ...['UserPoolId', 'ClientName', 'GenerateSecret', 'ExplicitAuthFlows', 'SupportedIdentityProviders'],
  ...['AllowedOAuthFlowsUserPoolClient', 'AllowedOAuthFlows', 'AllowedOAuthScopes', 'CallbackURLs', 'LogoutURLs'],
  ...['IdTokenValidity', 'AccessTokenValidity', 'RefreshTokenValidity', 'TokenValidityUnits', 'EnableTokenRevocation'],
  ...['PreventUserExistenceErrors', 'ReadAttributes', 'WriteAttributes'],
];

const unitSeconds: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };

function seconds(count: number, unit: string): number {
  const each = unitSeconds[unit];
  if (each === undefined)
    throw new Error(`TokenValidityUnits takes ${Object.keys(unitSeconds).join(', ')}; given: ${unit}`);
  return Number(count) * each;
}

function known(resource: TemplateResource, names: readonly string[]): TemplateResource['properties'] {
  const unknown = Object.keys(resource.properties).find((name) => !names.includes(name));
  if (unknown) throw notImitated(resource, `property ${unknown}`);
  return resource.properties;
}

const notImitated = ({ type }: TemplateResource, what: string): Error =>
  new Error(`the local cloud does not imitate ${what} of ${type}`);
