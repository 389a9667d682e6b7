// What differs between stages: one typed object per stage, and how a stage and its overrides are read from the CDK context.
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { claimings, type Claiming } from '../api/claiming.ts';
import type { Reprovision } from '../functions/identify-camera/environment.ts';

/** Deploy-time settings of one stage. Durations are seconds; thresholds count per five minutes unless the name says otherwise. */
export interface Settings {
  readonly stage: StageName;
  /** CloudFormation refuses to delete the stacks while this is on. */
  readonly stackTerminationProtection: boolean;
  /** Keep log groups when a stack is deleted, and give them this age. */
  readonly retainLogs: boolean;
  readonly logRetention: RetentionDays;
  /** PEM files of the CAs whose device certificates may register themselves (relative to the project's root). */
  readonly deviceCaCertificates: readonly string[];
  /** How long the credentials of a camera are good (900 to 43,200); it fetches new ones before they expire. */
  readonly cameraCredentialsSeconds: number;
  /** What becomes of a registered serial number that comes with a new certificate (records/reprovision.ts), unless its manifest entry says. */
  readonly reprovision: Reprovision;
  /** What a camera may send: live video through its signaling channel, recorded video into its stream, or both. */
  readonly media: 'webrtc' | 'stream' | 'both';
  /** What a camera's stream is named after: its thing, which has the camera's name, or the id of its certificate. */
  readonly streamName: 'thing' | 'certificate';
  /** How long a stream keeps what it received. */
  readonly streamRetentionHours: number;
  /** How long a viewer URL can be opened. KVS accepts at most 299 seconds. */
  readonly viewerUrlTtlSeconds: number;
  /** Viewer URLs: so many at once, and so many more each second, per user, and per user and camera (KVS lets three viewers per second into one). */
  readonly viewerUrlLimits: Readonly<Record<'user' | 'camera', { readonly burst: number; readonly perSecond: number }>>;
  /** How users become owners: `pairing` (a token that the camera brings back), `codes` (of labels), or `both`. */
  readonly claiming: Claiming;
  readonly viewers: ViewerSettings;
  /** Origins of the web apps that may call the viewer API from a browser. */
  readonly corsOrigins: readonly string[];
  readonly apiThrottle: { readonly requestsPerSecond: number; readonly burst: number };
  /** How many copies of StartProvisioning read the registration queue at once (2 to 1,000). */
  readonly registrationConcurrency: number;
  /** How many copies of RecordPresence read the presence queue at once (2 to 1,000). */
  readonly presenceConcurrency: number;
  /** How many copies of HearCamera read what cameras say at once (2 to 1,000). */
  readonly hearingConcurrency: number;
  /** How many copies of RecordHistory read the history queue at once (2 to 1,000). */
  readonly historyConcurrency: number;
  /** How long the history table keeps what became of cameras and their registrations. */
  readonly historyDays: number;
  /** When the fleet is compared with what it should be: `rate(…)` or `cron(…)` of EventBridge Scheduler, in UTC. */
  readonly reconcileSchedule: string;
  /** How much of what is found one run repairs (1 to 150). */
  readonly reconcileRepairsPerRun: number;
  readonly alarms: {
    /** An SNS topic that every alarm notifies. Without one, alarms only show on the dashboard. */
    readonly topicArn?: string;
    readonly failedExecutions: number;
    readonly deadLetters: number;
    readonly apiServerErrors: number;
    readonly throttles: number;
    /** Cameras whose certificate ends within two weeks, per day. */
    readonly endingCertificates: number;
    /** An asynchronous invocation that fails is three: Lambda runs it twice more. */
    readonly functionErrors: number;
  };
}

/** How callers of the viewer API prove who they are. */
export interface ViewerSettings {
  /** `tokens`: users bring the token that they got when they signed in. `shared-secret`: a trusted backend names them. */
  readonly authentication: 'tokens' | 'shared-secret';
  readonly tokens: TokenSettings;
  /** Where the user pool's sign-in page may send users back to: https, a custom scheme, or http on the user's own machine. */
  readonly callbackUrls: readonly string[];
}

/** Which tokens are good. */
export interface TokenSettings {
  /** The OIDC issuer's URL, exactly as in its tokens. Without one the stack has a Cognito user pool. */
  readonly issuer?: string;
  /** Client ids, or for access tokens the API's identifier: one of them must be in the token. The user pool brings its own. */
  readonly audiences: readonly string[];
  /** Cognito's access tokens don't say the e-mail address. */
  readonly tokenUse: 'id' | 'access';
  readonly algorithms: readonly string[];
  /** The claim that has the user's e-mail address. `email` counts only with `email_verified`; no user may be able to choose another. */
  readonly userIdClaim: string;
  /** Admins are the users who have `adminValue` in this claim, as its text or in its list. */
  readonly adminClaim: string;
  readonly adminValue: string;
}

const tokensOfTheUserPool: TokenSettings = {
  audiences: [],
  tokenUse: 'id',
  algorithms: ['RS256'],
  userIdClaim: 'email',
  adminClaim: 'cognito:groups',
  adminValue: 'admins',
};

export const stages = {
  dev: {
    stage: 'dev',
    stackTerminationProtection: false,
    retainLogs: false,
    logRetention: RetentionDays.TWO_WEEKS,
    deviceCaCertificates: [],
    cameraCredentialsSeconds: 3_600,
    reprovision: 'never',
    media: 'webrtc',
    streamName: 'thing',
    streamRetentionHours: 24,
    viewerUrlTtlSeconds: 299,
    viewerUrlLimits: { user: { burst: 300, perSecond: 10 }, camera: { burst: 60, perSecond: 3 } },
    // For trying both.
    claiming: 'both',
    viewers: {
      authentication: 'tokens',
      tokens: tokensOfTheUserPool,
      callbackUrls: ['http://localhost:3000/', 'http://localhost:5173/'],
    },
    corsOrigins: ['http://localhost:3000', 'http://localhost:5173'],
    apiThrottle: { requestsPerSecond: 100, burst: 200 },
    registrationConcurrency: 5,
    presenceConcurrency: 5,
    hearingConcurrency: 5,
    historyConcurrency: 5,
    historyDays: 90,
    reconcileSchedule: 'cron(17 3 * * ? *)',
    reconcileRepairsPerRun: 100,
    alarms: {
      failedExecutions: 1,
      deadLetters: 1,
      apiServerErrors: 5,
      throttles: 5,
      endingCertificates: 1,
      functionErrors: 3,
    },
  },
  prod: {
    stage: 'prod',
    stackTerminationProtection: true,
    retainLogs: true,
    logRetention: RetentionDays.SIX_MONTHS,
    deviceCaCertificates: [],
    cameraCredentialsSeconds: 3_600,
    reprovision: 'never',
    media: 'webrtc',
    streamName: 'thing',
    streamRetentionHours: 24,
    viewerUrlTtlSeconds: 299,
    viewerUrlLimits: { user: { burst: 300, perSecond: 10 }, camera: { burst: 60, perSecond: 3 } },
    claiming: 'pairing',
    viewers: { authentication: 'tokens', tokens: tokensOfTheUserPool, callbackUrls: [] },
    corsOrigins: [],
    apiThrottle: { requestsPerSecond: 1_000, burst: 2_000 },
    registrationConcurrency: 50,
    presenceConcurrency: 50,
    hearingConcurrency: 50,
    historyConcurrency: 20,
    historyDays: 90,
    reconcileSchedule: 'cron(17 3 * * ? *)',
    reconcileRepairsPerRun: 100,
    alarms: {
      failedExecutions: 1,
      deadLetters: 1,
      apiServerErrors: 1,
      throttles: 1,
      endingCertificates: 1,
      functionErrors: 3,
    },
  },
} as const satisfies Record<string, Omit<Settings, 'stage'> & { stage: string }>;

export type StageName = keyof typeof stages;

/** Settings that one word on the command line overrides, and the words that they take. */
export const choices = {
  reprovision: ['never', 'migrate', 'reset'],
  media: ['webrtc', 'stream', 'both'],
  streamName: ['thing', 'certificate'],
  claiming: claimings,
  authentication: ['tokens', 'shared-secret'],
} as const satisfies { readonly [K in 'reprovision' | 'media' | 'streamName' | 'claiming']: readonly Settings[K][] } & {
  readonly authentication: readonly ViewerSettings['authentication'][];
};

/** A setting that cannot be used, in one sentence for the person who typed it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Settings of the stage named by `-c stage=<name>` (default `dev`). What else the command line gives stands in place of the stage's own:
 * `-c deviceCaCertificates=<pem>[,<pem>]`, `-c media=<webrtc|stream|both>`, `-c streamName=<thing|certificate>`,
 * `-c claiming=<pairing|codes|both>`, `-c reprovision=<never|migrate|reset>`, `-c authentication=<tokens|shared-secret>`. Throws `SettingsError`.
 */
export function readSettings(context: (key: string) => unknown): Settings {
  const stage = context('stage') ?? 'dev';
  if (typeof stage !== 'string' || !Object.hasOwn(stages, stage)) {
    const allowed = Object.keys(stages).join(', ');
    throw new SettingsError(
      `Unknown stage ${JSON.stringify(stage)}: use -c stage=<one of ${allowed}>, or add it to infra/settings.ts.`,
    );
  }
  const settings: Settings = stages[stage as StageName];
  return {
    ...settings,
    reprovision: readChoice(context, 'reprovision') ?? settings.reprovision,
    media: readChoice(context, 'media') ?? settings.media,
    streamName: readChoice(context, 'streamName') ?? settings.streamName,
    claiming: readChoice(context, 'claiming') ?? settings.claiming,
    viewers: {
      ...settings.viewers,
      authentication: readChoice(context, 'authentication') ?? settings.viewers.authentication,
    },
    deviceCaCertificates: readPaths(context, 'deviceCaCertificates') ?? settings.deviceCaCertificates,
  };
}

function readChoice<K extends keyof typeof choices>(
  context: (key: string) => unknown,
  key: K,
): (typeof choices)[K][number] | undefined {
  const given = context(key);
  if (given === undefined) return undefined;
  const chosen = choices[key].find((word) => word === given);
  if (chosen !== undefined) return chosen;
  throw new SettingsError(`${key} takes one of ${choices[key].join(', ')}, and was given ${JSON.stringify(given)}.`);
}

function readPaths(context: (key: string) => unknown, key: string): string[] | undefined {
  const given = context(key);
  if (given === undefined) return undefined;
  if (typeof given !== 'string') {
    throw new SettingsError(`-c ${key}=<pem file>[,<pem file>] was given ${JSON.stringify(given)}, which is not text.`);
  }
  return given
    .split(',')
    .map((path) => path.trim())
    .filter(Boolean);
}
