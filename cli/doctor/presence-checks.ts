// Is the camera there? Its MQTT connection, and its place in the channel.
import type { Evidence } from './evidence.ts';
import { fails, holds, unknown, type Finding } from './finding.ts';
import { found, withoutAnswer } from './look.ts';

export function checkPresence({ cameraName, record, presence }: Evidence): Finding {
  const check = 'presence';
  if (!found(record)) return unknown(check, 'it is not registered');
  const unanswered = withoutAnswer(check, presence);
  if (unanswered) return unanswered;
  const { online = false, lastSeenAt } = found(presence) ?? {};
  const since = lastSeenAt === undefined ? '' : new Date(lastSeenAt).toISOString();
  if (online) return holds(check, `connected since ${since}`);
  return fails(
    check,
    since === '' ? 'it has not connected since it registered' : `offline since ${since}`,
    `See whether it has power and network. How its last connection ended: npx lensgate cameras show ${cameraName}`,
  );
}

/** [KVS has no operation that tells whether a master is connected] */
export function checkMaster({ cameraMedia, presence }: Evidence): Finding[] {
  if (cameraMedia === 'stream') return [];
  const check = 'master';
  if (found(presence)?.online !== true) return [unknown(check, 'it is not connected')];
  return [
    unknown(
      check,
      'KVS tells nobody whether a camera has joined its channel. Look whether there is a picture: npx lensgate console',
    ),
  ];
}
