// Who the caller is.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../localcloud/core/principal.ts';
import { sts } from '../../../localcloud/services/sts/sts.ts';
import { startTestCloud, type TestCloud } from '../../support/cloud-context.ts';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await startTestCloud();
  await cloud.add(sts);
});
afterEach(() => cloud.stop());

describe('GetCallerIdentity', () => {
  it('names the session of a role, which needs no permission for that', async () => {
    const caller: Principal = {
      kind: 'role',
      accountId: '000000000000',
      arn: 'arn:aws:sts::000000000000:assumed-role/caller/s',
      policies: [],
      context: { 'aws:userid': 'AROACALLER:s' },
    };
    expect(await cloud.context.aws.call(caller, 'sts', 'GetCallerIdentity', {})).toEqual({
      Account: '000000000000',
      Arn: 'arn:aws:sts::000000000000:assumed-role/caller/s',
      UserId: 'AROACALLER:s',
    });
  });

  it('names the operator', async () => {
    const { operatorPrincipal } = cloud.context.iam;
    expect(await cloud.context.aws.call(operatorPrincipal, 'sts', 'GetCallerIdentity', {})).toEqual({
      Account: '000000000000',
      Arn: 'arn:aws:iam::000000000000:user/operator',
      UserId: expect.stringMatching(/^AIDA\w{17}$/),
    });
  });
});
