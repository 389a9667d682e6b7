// Where users sign in when the settings name no issuer: a Cognito user pool, one client for the apps, and the group of admins.
import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  ClientAttributes,
  FeaturePlan,
  Mfa,
  OAuthScope,
  UserPool,
  UserPoolClientIdentityProvider,
  UserPoolGroup,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

export class ViewerUserPool extends Construct {
  readonly pool: UserPool;
  readonly client: UserPoolClient;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.pool = this.createPool(settings);
    this.client = this.createClient(settings);
    new UserPoolGroup(this, 'Admins', {
      userPool: this.pool,
      groupName: settings.viewers.tokens.adminValue,
      description: "May see the details of any camera; never anybody's video",
    });
  }

  private createPool({ stage, stackTerminationProtection: keep }: Settings): UserPool {
    const pool = new UserPool(this, 'UserPool', {
      // Whoever signs up can reach nothing: cameras come by claim code, by share, or by the manifest.
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      standardAttributes: { email: { required: true, mutable: true } },
      // The address is who a user is: a new one counts once it is verified, and the old one until then.
      keepOriginal: { email: true },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: keep,
      removalPolicy: keep ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    });
    Validations.of(pool).acknowledge(
      {
        id: 'AwsSolutions-COG2',
        reason: `Users of ${stage} are people who watch their own cameras: each may turn on a second factor, and is not made to.`,
      },
      {
        id: 'AwsSolutions-COG8',
        reason: 'Threat protection costs extra per user (Plus plan): whoever wants it turns it on for their pool.',
      },
    );
    return pool;
  }

  /** Public, as an app on somebody's phone is: no secret, code with PKCE on the sign-in page, or SRP in the app's own. */
  private createClient({ stage, viewers: { callbackUrls } }: Settings): UserPoolClient {
    const hasPage = callbackUrls.length > 0;
    if (hasPage) {
      this.pool.addDomain('Domain', {
        // Unique in the Region, over all accounts.
        cognitoDomain: { domainPrefix: `lensgate-${stage}-${Stack.of(this).account}` },
      });
    }
    return this.pool.addClient('UserPoolClient', {
      generateSecret: false,
      authFlows: { userSrp: true },
      disableOAuth: !hasPage,
      ...(hasPage && {
        oAuth: {
          flows: { authorizationCodeGrant: true },
          scopes: [OAuthScope.OPENID, OAuthScope.EMAIL],
          callbackUrls: [...callbackUrls],
          logoutUrls: [...callbackUrls],
        },
      }),
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
      readAttributes: new ClientAttributes().withStandardAttributes({ email: true, emailVerified: true }),
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
    });
  }
}
