// How callers prove themselves, in the templates: a user pool, an issuer of somebody else, or the shared secret, and only what each needs.
import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readSettings, SettingsError, stages, type TokenSettings, type ViewerSettings } from '../../infra/settings.ts';
import { onlyPropertiesOf, logicalIdOf, resourcesOf, synthesized, type Synthesized } from './synthesized.ts';

const ofDev: ViewerSettings = stages.dev.viewers;
const withTokens = (tokens: Partial<TokenSettings>): ViewerSettings => ({
  ...ofDev,
  tokens: { ...ofDev.tokens, ...tokens },
});
const secret: ViewerSettings = { ...ofDev, authentication: 'shared-secret' };
const issuer = withTokens({
  issuer: 'https://issuer.example/realm',
  audiences: ['app-1', 'app-2'],
  tokenUse: 'access',
});

const typesOf = ({ data, service }: Synthesized): string[] =>
  [data, service].flatMap((template) => Object.values(resourcesOf(template)).map(({ Type }) => Type));
const cognitoOf = (stack: Synthesized): string[] =>
  typesOf(stack)
    .filter((type) => type.includes('Cognito'))
    .sort();
const outputsOf = ({ service }: Synthesized): string[] => Object.keys(service.findOutputs('*'));

function environment({ service }: Synthesized): Record<string, unknown> {
  const functions = resourcesOf(service, 'AWS::Lambda::Function');
  const { Environment } = functions[logicalIdOf(service, 'AWS::Lambda::Function', 'AuthorizeViewer')]!.Properties as {
    Environment: { Variables: Record<string, unknown> };
  };
  return Environment.Variables;
}

describe.each(['dev', 'prod'] as const)('with tokens and no issuer, stage %s', (stage) => {
  const stack = synthesized(stage);
  const pool = onlyPropertiesOf<Record<string, unknown>>(stack.data, 'AWS::Cognito::UserPool');

  it('has a user pool where people sign up with a verified address, and no secret', () => {
    expect(typesOf(stack)).not.toContain('AWS::SecretsManager::Secret');
    expect(pool).toMatchObject({
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      AutoVerifiedAttributes: ['email'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      Policies: { PasswordPolicy: { MinimumLength: 12, RequireNumbers: true, RequireSymbols: true } },
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      UserPoolTier: 'ESSENTIALS',
      DeletionProtection: stage === 'prod' ? 'ACTIVE' : 'INACTIVE',
    });
    stack.data.hasResource('AWS::Cognito::UserPool', {
      DeletionPolicy: stage === 'prod' ? 'RetainExceptOnCreate' : 'Delete',
    });
  });

  it('has a client without a secret, for SRP and for codes, whose tokens can be revoked', () => {
    stack.data.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: false,
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
      WriteAttributes: ['email'],
      ...(stage === 'dev' && { AllowedOAuthFlows: ['code'], CallbackURLs: ofDev.callbackUrls }),
    });
    const { AllowedOAuthFlowsUserPoolClient: flows } = onlyPropertiesOf<Record<string, unknown>>(
      stack.data,
      'AWS::Cognito::UserPoolClient',
    );
    expect(flows).toBe(stage === 'dev');
  });

  it('has a sign-in page only where the settings say whereto it sends users back', () => {
    stack.data.resourceCountIs('AWS::Cognito::UserPoolDomain', stage === 'dev' ? 1 : 0);
  });

  it('has a group of admins', () => {
    stack.data.hasResourceProperties('AWS::Cognito::UserPoolGroup', { GroupName: 'admins' });
  });

  it('tells AuthorizeViewer the pool as issuer and the client as audience', () => {
    expect(environment(stack)).toEqual({
      TABLE_NAME: expect.anything(),
      AUTHENTICATION: 'tokens',
      TOKEN_ISSUER: { 'Fn::ImportValue': expect.stringContaining('ProviderURL') },
      TOKEN_AUDIENCES: { 'Fn::ImportValue': expect.stringContaining('UserPoolClient') },
      TOKEN_USE: 'id',
      TOKEN_ALGORITHMS: 'RS256',
      USER_ID_CLAIM: 'email',
      ADMIN_CLAIM: 'cognito:groups',
      ADMIN_VALUE: 'admins',
    });
    expect(outputsOf(stack)).toEqual(expect.arrayContaining(['TokenIssuer', 'UserPoolId', 'UserPoolClientId']));
    expect(outputsOf(stack)).not.toContain('SharedSecretArn');
  });
});

describe('with an issuer', () => {
  const stack = synthesized('dev', { viewers: issuer });

  it('has neither user pool nor secret', () => {
    expect([...cognitoOf(stack), ...typesOf(stack).filter((type) => type.includes('Secret'))]).toEqual([]);
    expect(outputsOf(stack)).toContain('TokenIssuer');
    expect(outputsOf(stack)).not.toContain('UserPoolId');
  });

  it('tells AuthorizeViewer what the settings say', () => {
    expect(environment(stack)).toMatchObject({
      TOKEN_ISSUER: 'https://issuer.example/realm',
      TOKEN_AUDIENCES: 'app-1,app-2',
      TOKEN_USE: 'access',
    });
  });
});

describe('with the shared secret', () => {
  const stack = synthesized('dev', { viewers: secret });
  const { service } = stack;

  it('has the secret, and no user pool', () => {
    expect(cognitoOf(stack)).toEqual([]);
    expect(outputsOf(stack)).toContain('SharedSecretArn');
    expect(outputsOf(stack)).not.toContain('TokenIssuer');
  });

  it("puts the secret's ARN into one environment, and its value nowhere", () => {
    const id = logicalIdOf(service, 'AWS::SecretsManager::Secret', 'SharedSecret');
    expect(/resolve:secretsmanager|"SecretString"/.test(JSON.stringify(service.toJSON()))).toBe(false);
    service.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: { PasswordLength: 48, ExcludePunctuation: true },
    });
    const environments = Object.values(resourcesOf(service, 'AWS::Lambda::Function')).filter(({ Properties }) =>
      JSON.stringify(Properties.Environment ?? {}).includes(id),
    );
    expect(environments.map(({ Properties }) => Properties.Description)).toEqual([
      'Decides whether this caller may view this camera',
    ]);
    expect(environment(stack)).toEqual({
      TABLE_NAME: expect.anything(),
      AUTHENTICATION: 'shared-secret',
      SHARED_SECRET_ARN: { Ref: id },
    });
  });

  it('lets AuthorizeViewer read that secret and no other', () => {
    service.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'secretsmanager:GetSecretValue',
            Resource: { Ref: logicalIdOf(service, 'AWS::SecretsManager::Secret', 'SharedSecret') },
          }),
        ]),
      },
    });
  });
});

it.each([
  ['an issuer', issuer],
  ['the shared secret', secret],
])('has no unexplained cdk-nag finding with %s', (_, viewers) => {
  expect(new AwsSolutionsChecks().validateScope(synthesized('prod', { viewers }).app).violations).toEqual([]);
});

describe('the settings', () => {
  const read = (given: Record<string, unknown>) => readSettings((key) => given[key]);

  it('take the way from the command line', () => {
    expect(read({ authentication: 'shared-secret' })).toEqual({ ...stages.dev, viewers: secret });
    expect(() => read({ authentication: 'none' })).toThrow(
      new SettingsError('authentication takes one of tokens, shared-secret, and was given "none".'),
    );
  });

  it.each<[string, ViewerSettings, RegExp]>([
    ['an issuer that is no URL', withTokens({ issuer: 'issuer.example', audiences: ['a'] }), /tokens\.issuer is "issuer\.example"; it takes the URL/],
    ['an issuer without TLS', withTokens({ issuer: 'http://issuer.example', audiences: ['a'] }), /with https/],
    ['an issuer with a query', withTokens({ issuer: 'https://issuer.example/?a', audiences: ['a'] }), /without query/],
    ['an issuer for everybody', withTokens({ issuer: 'https://issuer.example' }), /tokens\.audiences is empty; .* any app of that issuer/],
    ['an audience with a comma', withTokens({ issuer: 'https://issuer.example', audiences: ['a,b'] }), /has "a,b"; an audience is a text without commas/],
    ['audiences without an issuer', withTokens({ audiences: ['a'] }), /tokens\.audiences is given, but no tokens\.issuer/],
    ['access tokens of a pool', withTokens({ tokenUse: 'access' }), /access tokens of a Cognito user pool don't say the e-mail address; take id/],
    ['another algorithm for a pool', withTokens({ algorithms: ['ES256'] }), /a Cognito user pool signs with RS256/],
    ['an algorithm with a shared key', withTokens({ algorithms: ['RS256', 'HS256'] }), /it takes RS256, RS384/],
    ['no algorithm', { ...issuer, tokens: { ...issuer.tokens, algorithms: [] } }, /tokens\.algorithms is \[\]/],
    ['no algorithm at all', { ...issuer, tokens: { ...issuer.tokens, algorithms: ['none'] } }, /tokens\.algorithms is \["none"\]/],
    ['an empty claim', withTokens({ adminClaim: '' }), /tokens\.adminClaim is empty/],
    ['a callback without TLS', { ...ofDev, callbackUrls: ['http://app.example/'] }, /callbackUrls has "http:\/\/app\.example\/"/],
    ['a callback with a fragment', { ...ofDev, callbackUrls: ['https://app.example/#a'] }, /without a fragment/],
  ])('refuse %s in one sentence', (_, viewers, words) => {
    expect(() => synthesized('dev', { viewers })).toThrow(SettingsError);
    expect(() => synthesized('dev', { viewers })).toThrow(words);
  }); // prettier-ignore

  it("take an issuer on this machine, and an app's own scheme", () => {
    const own = { ...ofDev, callbackUrls: ['lensgate://signed-in', 'http://127.0.0.1:8000/'] };
    expect(() => synthesized('dev', { viewers: own })).not.toThrow();
    const here = withTokens({ issuer: 'http://127.0.0.1:9000', audiences: ['a'] });
    expect(() => synthesized('dev', { viewers: here })).not.toThrow();
  });
});
