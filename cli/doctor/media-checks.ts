// May the camera send? Credentials for its certificate, and its channel.
import type { Evidence } from './evidence.ts';
import { fails, holds, unknown, type Finding } from './finding.ts';
import { found, withoutAnswer } from './look.ts';

const assumeRole = 'iot:AssumeRoleWithCertificate';

export function checkRoleAlias({ roleAlias, policyDocument, cameraPolicyName }: Evidence): Finding[] {
  const check = 'role alias';
  const unanswered = withoutAnswer(check, roleAlias);
  if (unanswered) return [unanswered];
  const alias = found(roleAlias);
  if (!alias) return [fails(check, 'the alias of the stack is gone', 'Deploy the stack again: npx cdk deploy --all')];
  const { roleAlias: name, roleAliasArn = '', roleArn, credentialDurationSeconds } = alias;
  const allowed = 'policy on the alias';
  return [
    holds(check, `${name} gives ${roleArn} for ${credentialDurationSeconds} s`),
    withoutAnswer(allowed, policyDocument) ??
      (allowsAssuming(found(policyDocument), roleAliasArn)
        ? holds(allowed, `${cameraPolicyName} allows ${assumeRole}`)
        : fails(
            allowed,
            `${cameraPolicyName} doesn't allow ${assumeRole} on ${roleAliasArn}`,
            'Deploy the stack again: npx cdk deploy --all',
          )),
    unknown(
      'role',
      `nothing here asks IAM. Trust and permissions of ${roleArn} show when the camera asks for credentials`,
    ),
  ];
}

export function checkChannel({ cameraName, channel, record }: Evidence, repair: string): Finding {
  const check = 'channel';
  const unanswered = withoutAnswer(check, channel);
  if (unanswered) return unanswered;
  const { ChannelStatus, ChannelARN } = found(channel) ?? {};
  if (ChannelARN === undefined) return fails(check, `there is no signaling channel ${cameraName}`, repair);
  if (ChannelStatus !== 'ACTIVE') {
    return fails(check, `${cameraName} is ${ChannelStatus}, not ACTIVE`, 'Wait a few seconds and look again.');
  }
  const recorded = found(record)?.channelArn?.S;
  if (recorded !== undefined && recorded !== ChannelARN) {
    return fails(check, `the record names ${recorded}, but the channel is ${ChannelARN}`, repair);
  }
  return holds(check, `${ChannelARN} is ACTIVE${recorded === undefined ? '' : ', as the record has it'}`);
}

/** Viewer URLs are made from the record: endpoints that KVS has changed since then lead nowhere. */
export function checkEndpoints({ endpoints, record, now }: Evidence, repair: string): Finding {
  const check = 'endpoints';
  const item = found(record);
  if (!item) return unknown(check, 'there is no record');
  const unanswered = withoutAnswer(check, endpoints);
  if (unanswered) return unanswered;
  const current = found(endpoints);
  const same = (['master', 'viewer'] as const).every((role) =>
    (['wss', 'https'] as const).every(
      (protocol) => item.endpoints?.M?.[role]?.M?.[protocol]?.S === current?.[role][protocol],
    ),
  );
  const days = Math.floor((now / 1000 - Number(item.endpointsAt?.N)) / 86_400);
  const age = Number.isNaN(days) ? 'of unknown age' : days < 1 ? 'fetched within a day' : `fetched ${days} days ago`;
  if (same) return holds(check, `those of the record, ${age}, are still KVS's`);
  return fails(check, `those of the record, ${age}, are not the ones that KVS gives now`, repair);
}

function allowsAssuming(document: string | undefined, aliasArn: string): boolean {
  const { Statement = [] } = JSON.parse(document ?? '{}') as { Statement?: PolicyStatement | PolicyStatement[] };
  return [Statement]
    .flat()
    .some(
      ({ Effect, Action = [], Resource = [] }) =>
        Effect === 'Allow' &&
        [Action].flat().some((action) => matches(action.toLowerCase(), assumeRole.toLowerCase())) &&
        [Resource].flat().some((resource) => matches(resource, aliasArn)),
    );
}

interface PolicyStatement {
  readonly Effect?: string;
  readonly Action?: string | string[];
  readonly Resource?: string | string[];
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}
