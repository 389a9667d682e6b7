// What happened to a camera, as the backend and the pages exchange it.

export type StoryKind =
  | 'registered'
  | 'registration-failed'
  | 'replaced'
  | 'retired'
  | 'repaired'
  | 'connected'
  | 'disconnected'
  | 'connection-refused'
  | 'claimed'
  | 'paired'
  | 'reset'
  | 'released'
  | 'transfer-offered'
  | 'transfer-accepted'
  | 'transfer-cancelled'
  | 'transfer-declined'
  | 'shared'
  | 'share-revoked'
  | 'share-left'
  | 'sessions-ended'
  | 'owner-set'
  | 'claim-code-made'
  | 'replacement-wanted'
  | 'certificate-renewed'
  | 'certificate-banned'
  | 'certificate-unbanned';

export type Chapter = 'all' | 'registrations' | 'ownership' | 'shares' | 'connections';

export interface StoryEvent {
  /** Its place in the story: opaque, and no other event's. */
  readonly place: string;
  readonly at: number;
  readonly kind: StoryKind;
  /** Who did it. */
  readonly userId?: string;
  /** Whom it concerns, if not the one who did it; of a replacement, from which serial number to which. */
  readonly to?: string;
  readonly from?: string;
  readonly executionName?: string;
  readonly error?: string;
  /** Why a connection ended, in AWS IoT's word; why an admin did it, in theirs; what was repaired. */
  readonly reason?: string;
}

export interface StoryPage {
  /** False when the stack keeps no history: an older release's. */
  readonly kept: boolean;
  /** Newest first. */
  readonly events: readonly StoryEvent[];
  /** Where older ones go on; absent when there are none. */
  readonly older?: string;
}
