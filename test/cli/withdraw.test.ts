// Certificates that are made INACTIVE while registrations run that may activate them: with an AWS IoT that answers as told.
import { describe, expect, it } from '@jest/globals';
import type { IoTClient } from '@aws-sdk/client-iot';
import type { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { withdraw } from '../../cli/certificates/withdraw.ts';
import { fakeClient } from '../functions/fake-client.ts';

const [one, other] = ['a'.repeat(64), 'b'.repeat(64)];
const notFound = Object.assign(new Error('none'), { name: 'ResourceNotFoundException' });

/** `running`: the names of executions that run, at each look. `activates`: what the registration does behind our back after a look. */
function world(
  statuses: Record<string, string>,
  running: readonly (readonly string[])[] = [],
  activates: readonly string[] = [],
) {
  let look = 0;
  const iot = fakeClient<IoTClient>({
    DescribeCertificate({ certificateId }: { certificateId: string }) {
      if (statuses[certificateId] === undefined) throw notFound;
      return { certificateDescription: { certificateArn: `arn:${certificateId}`, status: statuses[certificateId] } };
    },
    UpdateCertificate({ certificateId, newStatus }: { certificateId: string; newStatus: string }) {
      statuses[certificateId] = newStatus;
    },
    ListPrincipalThings: ({ principal }: { principal: string }) => ({
      things: principal === `arn:${one}` ? ['front-door'] : [],
    }),
  });
  const iotData = fakeClient<IoTDataPlaneClient>({
    DeleteConnection() {
      throw notFound;
    },
  });
  const ids = Object.keys(statuses);
  const withdrawn = withdraw([...new Set([...ids, one])], {
    ...{ iot: iot.client, iotData: iotData.client },
    executions: {
      list: async () => ({ executions: (running[look] ?? running.at(-1) ?? []).map((name) => ({ name }) as never) }),
    },
    async pause() {
      const activated = activates[look];
      if (activated !== undefined) statuses[activated] = 'ACTIVE';
      look++;
    },
  });
  const looks = () => look + 1;
  return { withdrawn, statuses, looks, ended: iotData.calls };
}

describe('a certificate', () => {
  it.each([
    ['ACTIVE', 'withdrawn', 'INACTIVE'],
    ['PENDING_ACTIVATION', 'withdrawn', 'INACTIVE'],
    ['INACTIVE', 'inactive', 'INACTIVE'],
    ['REVOKED', 'inactive', 'REVOKED'],
  ])('that is %s is %s, and %s then; the connection of its camera ends', async (status, outcome, after) => {
    const { withdrawn, statuses, ended } = world({ [one]: status });
    expect(await withdrawn).toEqual([{ certificateId: one, outcome, cameras: ['front-door'] }]);
    expect(statuses).toEqual({ [one]: after });
    expect(ended).toEqual([{ command: 'DeleteConnection', input: { clientId: 'front-door', cleanSession: true } }]);
  });

  it('that AWS IoT does not know can do nothing', async () => {
    expect(await world({}).withdrawn).toEqual([{ certificateId: one, outcome: 'unknown', cameras: [] }]);
  });
});

describe('a registration that runs', () => {
  it('may activate it once more, and is waited for, in whichever attempt', async () => {
    const { withdrawn, statuses, looks } = world(
      { [one]: 'PENDING_ACTIVATION' },
      [[`${one}-2`], [`${one}-2`], []],
      [one, one],
    );
    expect(await withdrawn).toMatchObject([{ outcome: 'withdrawn' }]);
    expect(statuses).toEqual({ [one]: 'INACTIVE' });
    expect(looks()).toBe(3);
  });

  it('of another certificate is not', async () => {
    const { withdrawn, looks } = world({ [one]: 'ACTIVE', [other]: 'ACTIVE' }, [[`${'c'.repeat(64)}`]]);
    expect(await withdrawn).toMatchObject([{ outcome: 'withdrawn' }, { outcome: 'withdrawn' }]);
    expect(looks()).toBe(1);
  });

  it('and comes to no end is told', async () => {
    const { withdrawn } = world({ [one]: 'ACTIVE', [other]: 'ACTIVE' }, [[other]]);
    expect(await withdrawn).toMatchObject([{ outcome: 'withdrawn' }, { certificateId: other, outcome: 'registering' }]);
  });
});
