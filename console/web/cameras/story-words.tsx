// What happened to a camera, in words.
import type { ReactNode } from 'react';
import type { StoryEvent, StoryKind } from '../../api/camera-story.ts';
import type { BadgeProps } from '../frame/status.tsx';

export const kindBadges: Readonly<Record<StoryKind, BadgeProps>> = {
  registered: { tone: 'good', sign: '✓', word: 'Registered' },
  'registration-failed': { tone: 'bad', sign: '✕', word: 'Registration failed' },
  replaced: { tone: 'warn', sign: '⇄', word: 'Replaced' },
  retired: { tone: 'bad', sign: '✝', word: 'Retired' },
  repaired: { tone: 'warn', sign: '↻', word: 'Repaired' },
  connected: { tone: 'good', sign: '●', word: 'Connected' },
  disconnected: { tone: 'idle', sign: '○', word: 'Disconnected' },
  'connection-refused': { tone: 'bad', sign: '✕', word: 'Connection refused' },
  claimed: { tone: 'busy', sign: '◆', word: 'Claimed' },
  paired: { tone: 'busy', sign: '◆', word: 'Paired' },
  reset: { tone: 'warn', sign: '◇', word: 'Factory reset' },
  released: { tone: 'warn', sign: '◇', word: 'Released' },
  'transfer-offered': { tone: 'busy', sign: '→', word: 'Transfer offered' },
  'transfer-accepted': { tone: 'busy', sign: '◆', word: 'Transferred' },
  'transfer-cancelled': { tone: 'idle', sign: '←', word: 'Transfer cancelled' },
  'transfer-declined': { tone: 'idle', sign: '←', word: 'Transfer declined' },
  shared: { tone: 'busy', sign: '+', word: 'Shared' },
  'share-revoked': { tone: 'warn', sign: '−', word: 'Share revoked' },
  'share-left': { tone: 'idle', sign: '−', word: 'Share given up' },
  'sessions-ended': { tone: 'warn', sign: '■', word: 'Sessions ended' },
  'owner-set': { tone: 'warn', sign: '◆', word: 'Owner set' },
  'claim-code-made': { tone: 'idle', sign: '#', word: 'Claim code made' },
  'replacement-wanted': { tone: 'busy', sign: '⇄', word: 'Replacement awaited' },
  'certificate-renewed': { tone: 'good', sign: '↻', word: 'Certificate renewed' },
  'certificate-banned': { tone: 'bad', sign: '✕', word: 'Certificate banned' },
  'certificate-unbanned': { tone: 'warn', sign: '↻', word: 'Ban taken back' },
};

/** [AWS IoT lifecycle events: disconnectReason] */
const reasons: Readonly<Record<string, string>> = {
  AUTHORIZATION_FAILED:
    'its certificate is good, but not attached to a thing of this name, or has no policy that allows it',
  AUTH_ERROR: 'it was not allowed, or could not prove who it is',
  CLIENT_INITIATED_DISCONNECT: 'the camera said goodbye',
  CLIENT_ERROR: 'the camera broke the MQTT protocol',
  CONNECTION_LOST: 'the connection broke',
  DUPLICATE_CLIENTID: 'a newer connection of the same camera took over',
  FORBIDDEN_ACCESS: 'its policy forbids it',
  MQTT_KEEP_ALIVE_TIMEOUT: 'nothing was heard of it for longer than its keep-alive time',
  SERVER_ERROR: 'AWS IoT had an error',
  SERVER_INITIATED_DISCONNECT: 'AWS IoT ended it',
  THROTTLED: 'it asked for too much',
  WEBSOCKET_TTL_EXPIRATION: 'the connection had lived as long as it may',
  CUSTOMAUTH_TTL_EXPIRATION: 'its permission had run out',
};

function Name({ of }: { of: string | undefined }) {
  return of === undefined ? 'somebody' : <bdi>{of}</bdi>;
}

function Because({ reason }: { reason: string | undefined }) {
  if (reason === undefined) return null;
  return (
    <>
      : <bdi>{reason}</bdi>
    </>
  );
}

/** What the badge doesn't say: who, whom, why. */
export function wordsOf(event: StoryEvent): ReactNode {
  const { kind, userId, to, from, reason, error } = event;
  switch (kind) {
    case 'registered':
      return null;
    case 'registration-failed':
      return error === undefined ? null : <bdi>{error}</bdi>;
    case 'connected':
      return null;
    case 'connection-refused':
    case 'disconnected':
      return reason === undefined ? null : (reasons[reason] ?? <bdi>{reason}</bdi>);
    case 'reset':
      return from === undefined ? null : (
        <>
          it was of <Name of={from} />
        </>
      );
    case 'transfer-offered':
      return (
        <>
          to <Name of={to} />, by <Name of={userId} />
        </>
      );
    case 'transfer-accepted':
      return (
        <>
          from <Name of={from} /> to <Name of={userId} />
        </>
      );
    case 'shared':
      return (
        <>
          with <Name of={to} />, by <Name of={userId} />
        </>
      );
    case 'share-revoked':
      return (
        <>
          of <Name of={to} />, by <Name of={userId} />
          <Because reason={reason} />
        </>
      );
    case 'replaced':
      return from === to ? (
        <>another certificate took the place of its own</>
      ) : (
        <>
          serial number <Name of={from} /> by <Name of={to} />
        </>
      );
    case 'replacement-wanted':
      return (
        <>
          serial number <Name of={to} /> in the place of <Name of={from} />, by <Name of={userId} />
          <Because reason={reason} />
        </>
      );
    case 'certificate-renewed':
      return 'proved by a connection with the new one';
    case 'repaired':
      return reason === undefined ? null : <bdi>{reason}</bdi>;
    case 'owner-set':
      return (
        <>
          from {from === undefined ? 'nobody' : <bdi>{from}</bdi>} to {to === undefined ? 'nobody' : <bdi>{to}</bdi>},
          by <Name of={userId} />
          <Because reason={reason} />
        </>
      );
    case 'claimed':
    case 'paired':
    case 'released':
    case 'retired':
    case 'transfer-cancelled':
    case 'transfer-declined':
    case 'share-left':
    case 'sessions-ended':
    case 'claim-code-made':
    case 'certificate-banned':
    case 'certificate-unbanned':
      return (
        <>
          by <Name of={userId} />
          <Because reason={reason} />
        </>
      );
  }
}
