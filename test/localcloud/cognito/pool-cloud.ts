// A local cloud with nothing but a user pool in it, made of a template's resources.
import { systemClock, type Clock } from '../../../localcloud/core/clock.ts';
import type { CreatedResource, Service } from '../../../localcloud/core/service.ts';
import { cognito } from '../../../localcloud/services/cognito/cognito.ts';
import { startTestCloud, type TestCloud } from '../../support/cloud-context.ts';
import { templateResource } from '../../support/template-resource.ts';

export const callbackUrl = 'http://localhost:3000/signed-in';

export interface PoolCloud<C extends Clock> {
  readonly cloud: TestCloud<C>;
  readonly pool: CreatedResource;
  readonly issuer: string;
  readonly clientId: string;
  create(type: string, properties: Record<string, unknown>, logicalId?: string): Promise<CreatedResource>;
}

export async function startPoolCloud<C extends Clock>(options: { dataDir?: string; clock: C }): Promise<PoolCloud<C>> {
  const cloud = await startTestCloud<C>(options);
  const [service] = (await cloud.add(cognito)) as [Service];
  const create = (type: string, properties: Record<string, unknown>, logicalId = type.split('::').at(-1)!) =>
    service.resources![`AWS::Cognito::${type}`]!(templateResource(`AWS::Cognito::${type}`, logicalId, properties));
  const pool = await create('UserPool', { UsernameAttributes: ['email'], MfaConfiguration: 'OPTIONAL' });
  const UserPoolId = pool.ref;
  await create('UserPoolDomain', { UserPoolId, Domain: 'lensgate-test' });
  await create('UserPoolGroup', { UserPoolId, GroupName: 'admins' });
  const client = await create('UserPoolClient', {
    UserPoolId,
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid', 'email'],
    CallbackURLs: [callbackUrl],
    LogoutURLs: [callbackUrl],
    IdTokenValidity: 60,
    AccessTokenValidity: 60,
    RefreshTokenValidity: 2,
    TokenValidityUnits: { IdToken: 'minutes', AccessToken: 'minutes', RefreshToken: 'days' },
  });
  return { cloud, pool, issuer: pool.attributes['ProviderURL']!, clientId: client.ref, create };
}

export const startPoolCloudNow = () => startPoolCloud({ clock: systemClock });
