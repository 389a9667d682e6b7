// Whose the channel and the stream are, and for which certificate, as their tags say it: workflows and permissions go by these.
import type { Evidence } from './evidence.ts';
import { expectedTags } from './expected-tags.ts';
import { fails, holds, unknown, type Finding } from './finding.ts';
import { found, withoutAnswer, type Looked } from './look.ts';
import type { Tags } from './media-evidence.ts';

/** Nothing of what isn't there. */
export function checkTags(evidence: Evidence): Finding[] {
  const { channel, channelTags, stream, streamTags } = evidence;
  const { ChannelARN } = found(channel) ?? {};
  const { StreamARN } = found(stream) ?? {};
  return [
    ...(ChannelARN === undefined ? [] : [checkTagsOf('channel', ChannelARN, channelTags, evidence)]),
    ...(StreamARN === undefined ? [] : [checkTagsOf('stream', StreamARN, streamTags, evidence)]),
  ];
}

function checkTagsOf(what: 'channel' | 'stream', arn: string, looked: Looked<Tags>, evidence: Evidence): Finding {
  const check = `tags of the ${what}`;
  const unanswered = withoutAnswer(check, looked) ?? withoutAnswer(check, evidence.record);
  if (unanswered) return unanswered;
  const expected = expectedTags(evidence);
  if (!expected) return unknown(check, 'there is no record that says whose it is');
  const tags = found(looked) ?? {};
  const wrong = Object.keys(expected).filter((key) => tags[key] !== expected[key]);
  if (wrong.length === 0) return holds(check, `those of ${evidence.cameraName} and its certificate`);
  const says = wrong
    .map((key) => `${key} is ${tags[key] ?? 'missing'}, and the camera's is ${expected[key]}`)
    .join('; ');
  const ofSomebodyElse = wrong.some((key) => key !== 'lensgate:certificateId' && tags[key] !== undefined);
  if (ofSomebodyElse) {
    return fails(check, says, `Find out whose ${what} it is. Lensgate doesn't touch it, and the camera can't use it.`);
  }
  return fails(
    check,
    says,
    what === 'channel'
      ? `aws kinesisvideo tag-resource --resource-arn ${arn} --tags ${wrong.map((key) => `Key=${key},Value=${expected[key]}`).join(' ')}`
      : `aws kinesisvideo tag-stream --stream-arn ${arn} --tags ${wrong.map((key) => `${key}=${expected[key]}`).join(',')}`,
  );
}
