// Whom the pages may talk to, on the local system and on AWS.
import { describe, expect, it } from '@jest/globals';
import { contentSecurityPolicy } from '../../console/server/content-security-policy.ts';

const connections = (local: boolean, region: string): string[] =>
  /connect-src ([^;]+)/.exec(contentSecurityPolicy(local, region))![1]!.split(' ');

describe('the pages may connect', () => {
  it("to this machine's signaling on the local system alone", () => {
    expect(connections(true, 'us-east-1')).toEqual(["'self'", 'ws://127.0.0.1:*']);
    expect(connections(false, 'us-east-1').join()).not.toContain('127.0.0.1');
  });

  it("to KVS's viewer hosts of the stack's region on AWS, IPv4 alone and dual-stack", () => {
    expect(connections(false, 'eu-central-1')).toEqual([
      "'self'",
      'wss://*.kinesisvideo.eu-central-1.amazonaws.com',
      'wss://*.kinesisvideo.eu-central-1.api.aws',
    ]);
  });

  it('in China as well', () => {
    expect(connections(false, 'cn-north-1')).toContain('wss://*.kinesisvideo.cn-north-1.amazonaws.com.cn');
  });
});

it.each([true, false])('lets in no script, frame or origin of anybody else (local: %s)', (local) => {
  const policy = contentSecurityPolicy(local, 'us-east-1');
  expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|https?:| \*/);
});
