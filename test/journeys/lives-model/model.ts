// What should be: whose the camera of the name is, with whom it is shared, and what earlier lives have left.
import type { TradedCredentials } from '../../support/camera-credentials.ts';
import type { TestCamera } from '../../support/camera.ts';

export const users = ['ada@example.com', 'bob@example.com', 'eve@example.com'] as const;
export type User = (typeof users)[number];

/** Some user, or one who may do what is to be done, if there is one. */
export type Who = User | 'who may';

export const cameraName = 'front-door';

export interface Living {
  camera: TestCamera;
  /** What its certificate was traded for. */
  credentials: TradedCredentials;
  owner: User | undefined;
  guests: Set<User>;
  offeredTo: User | undefined;
  /** With which it may be claimed, as long as nobody has it. */
  claimCode: string | undefined;
  /** The code that was made for it last: after a factory reset it is good again. */
  label: string | undefined;
  /** With the certificate of its factory, which it has until it is renewed. */
  factoryMade: TestCamera;
}

export interface Model {
  living: Living | undefined;
  /** A camera that registers anew with the certificate that it has. */
  rearmed: TestCamera | undefined;
  /** Lives that have ended, and certificates of which others have taken the place. */
  former: Pick<Living, 'camera' | 'credentials'>[];
  /** Which were handed out, with the channel that they lead to. */
  readonly urls: { readonly url: string; readonly channelArn: string }[];
  /** Codes and tokens that were given out. All but the present code are good for nothing any more. */
  readonly codes: { readonly serialNumber: string; readonly claimCode: string }[];
  readonly tokens: string[];
  newestEpoch: number;
  /** Of shares and offers that were given, to be put back by hand. */
  readonly givenEpochs: Set<number>;
  serials: number;
}

export const newModel = (): Model => ({
  living: undefined,
  rearmed: undefined,
  former: [],
  urls: [],
  codes: [],
  tokens: [],
  newestEpoch: 0,
  givenEpochs: new Set(),
  serials: 0,
});

/** The camera is this user's from now on, or nobody's; what the owner before had given is dead. */
export function belongsTo(living: Living, owner: User | undefined): void {
  Object.assign(living, { owner, guests: new Set(), offeredTo: undefined, claimCode: undefined });
}

/** Nobody has the name any more. */
export function endLife(model: Model): void {
  const { living } = model;
  if (!living) return;
  model.former.push(living);
  model.living = undefined;
}
