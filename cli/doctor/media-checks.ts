// Where the camera sends to: its channel, and its stream where the settings give it one.
import type { Evidence } from './evidence.ts';
import { fails, holds, unknown, type Finding } from './finding.ts';
import { found, withoutAnswer } from './look.ts';
import { streamNameOf } from './media-evidence.ts';

export function checkChannel({ cameraName, channel, record }: Evidence, repair: string): Finding {
  const check = 'channel';
  const unanswered = withoutAnswer(check, channel);
  if (unanswered) return unanswered;
  const { ChannelStatus, ChannelARN } = found(channel) ?? {};
  if (ChannelARN === undefined) return fails(check, `there is no signaling channel ${cameraName}`, repair);
  if (ChannelStatus !== 'ACTIVE') {
    return fails(check, `${cameraName} is ${ChannelStatus}, not ACTIVE`, 'Wait a few seconds and look again.');
  }
  const recorded = found(record)?.channelArn;
  if (recorded !== undefined && recorded !== ChannelARN) {
    return fails(check, `the record names ${recorded}, but the channel is ${ChannelARN}`, repair);
  }
  return holds(check, `${ChannelARN} is ACTIVE${recorded === undefined ? '' : ', as the record has it'}`);
}

/** Viewer URLs are made from the record: endpoints that KVS has changed since then lead nowhere. */
export function checkEndpoints({ endpoints, record, now }: Evidence, repair: string): Finding {
  const check = 'endpoints';
  const item = found(record);
  if (!item) return withoutAnswer(check, record) ?? unknown(check, 'there is no record');
  const unanswered = withoutAnswer(check, endpoints);
  if (unanswered) return unanswered;
  const current = found(endpoints);
  const same = (['wss', 'https'] as const).every(
    (protocol) => item.endpoints?.viewer?.[protocol] === current?.[protocol],
  );
  const days = Math.floor((now / 1000 - (item.endpointsAt ?? NaN)) / 86_400);
  const age = Number.isNaN(days) ? 'of unknown age' : days < 1 ? 'fetched within a day' : `fetched ${days} days ago`;
  if (same) return holds(check, `those of the record, ${age}, are still KVS's`);
  return fails(check, `those of the record, ${age}, are not the ones that KVS gives now`, repair);
}

/** Nothing for a camera that has no stream and shall have none. */
export function checkStream(evidence: Evidence, repair: string): Finding[] {
  const { cameraName, cameraMedia, certificateId, record, stream } = evidence;
  const check = 'stream';
  const recorded = found(record)?.streamArn;
  if (recorded === undefined && (cameraMedia === undefined || cameraMedia === 'webrtc')) return [];
  const unanswered = withoutAnswer(check, stream);
  if (unanswered) return [unanswered];
  const { StreamARN, StreamName: name, Status } = found(stream) ?? {};
  if (StreamARN === undefined) {
    const says =
      recorded === undefined
        ? `the setting media is ${cameraMedia}, but ${cameraName} has no stream`
        : `there is no stream ${streamNameOf(recorded)}, though the record has it`;
    return [fails(check, says, repair)];
  }
  if (Status !== 'ACTIVE') {
    return [fails(check, `${name} is ${Status}, not ACTIVE`, 'Wait a few seconds and look again.')];
  }
  if (recorded === undefined) return [holds(check, `${StreamARN} is ACTIVE; the record doesn't name it`)];
  if (StreamARN !== recorded) {
    return [fails(check, `the record names ${recorded}, but the stream is ${StreamARN}`, repair)];
  }
  if (name !== cameraName && name !== certificateId) {
    return [fails(check, `its name ${name} is neither the camera's nor the id of its certificate`, repair)];
  }
  return [holds(check, `${StreamARN} is ACTIVE, as the record has it`)];
}
