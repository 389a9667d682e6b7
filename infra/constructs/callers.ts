// How callers of the viewer API prove who they are: what AuthorizeViewer must know for it, and may read.
import { Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { SharedSecretEnvironment, TokenEnvironment } from '../../functions/authorize-viewer/environment.ts';
import type { Settings } from '../settings.ts';
import type { Permission } from './grant.ts';
import type { ViewerUserPool } from './user-pool.ts';

export interface Callers {
  readonly environment: SharedSecretEnvironment | TokenEnvironment;
  readonly permissions: readonly Permission[];
  readonly outputs: readonly { readonly name: string; readonly value: string; readonly description: string }[];
}

/** By tokens of the user pool, of the issuer that the settings name, or by the shared secret, which exists only then. */
export function createCallers(scope: Construct, settings: Settings, userPool: ViewerUserPool | undefined): Callers {
  return settings.viewers.authentication === 'tokens'
    ? callersWithTokens(settings, userPool)
    : callersWithSecret(createSharedSecret(scope, settings));
}

function callersWithTokens({ viewers: { tokens } }: Settings, userPool: ViewerUserPool | undefined): Callers {
  const issuer = userPool?.pool.userPoolProviderUrl ?? tokens.issuer;
  if (issuer === undefined) throw new Error('Tokens without an issuer need a user pool.');
  const audiences = userPool ? [userPool.client.userPoolClientId] : tokens.audiences;
  return {
    environment: {
      AUTHENTICATION: 'tokens',
      TOKEN_ISSUER: issuer,
      TOKEN_AUDIENCES: audiences.join(','),
      TOKEN_USE: tokens.tokenUse,
      TOKEN_ALGORITHMS: tokens.algorithms.join(','),
      USER_ID_CLAIM: tokens.userIdClaim,
      ADMIN_CLAIM: tokens.adminClaim,
      ADMIN_VALUE: tokens.adminValue,
    },
    permissions: [],
    outputs: [
      { name: 'TokenIssuer', value: issuer, description: 'Whose tokens callers of the viewer API bring' },
      ...(userPool
        ? [
            { name: 'UserPoolId', value: userPool.pool.userPoolId, description: 'Where users sign in' },
            {
              name: 'UserPoolClientId',
              value: userPool.client.userPoolClientId,
              description: 'What apps call themselves when users sign in',
            },
          ]
        : []),
    ],
  };
}

function callersWithSecret({ secretArn }: Secret): Callers {
  return {
    environment: { AUTHENTICATION: 'shared-secret', SHARED_SECRET_ARN: secretArn },
    permissions: [{ actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] }],
    outputs: [
      {
        name: 'SharedSecretArn',
        value: secretArn,
        description: 'What callers of the viewer API prove themselves with',
      },
    ],
  };
}

function createSharedSecret(scope: Construct, { stage }: Settings): Secret {
  const secret = new Secret(scope, 'SharedSecret', {
    description: `Lensgate ${stage}: what callers of the viewer API prove themselves with`,
    generateSecretString: { passwordLength: 48, excludePunctuation: true },
  });
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason:
      'The callers hold this secret, so a schedule on our side alone would lock them out: a person rotates it with both versions alive (docs/deploy.md, "Rotate the shared secret").',
  });
  return secret;
}
