// One finding for each way to repair: what is there for it in the test's world, and how to see that it is repaired.
import { expect } from '@jest/globals';
import { policyName, tableName, thingTypeName, type World } from '../provision-camera/world.ts';

export const registrationQueueName = 'registrations';
export const machineArn = (name: string): string => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;

export interface Prepared {
  /** As the function tells it. */
  readonly finding: Readonly<Record<string, unknown>>;
  readonly isRepaired: () => Promise<boolean>;
}

type Prepare = (world: World, number: number, before: readonly string[]) => Promise<Prepared>;

const key = (cameraName: string, sk: string) => ({ pk: { S: `camera#${cameraName}` }, sk: { S: sk } });
const finding = (drift: string, cameraName: string, repair: object): Prepared['finding'] => ({
  ...{ drift, subject: cameraName, cameraName, serialNumber: `LG-${cameraName}`, says: 'Something is wrong.', repair },
});

const workflow =
  (repair: 'retire-camera' | 'rotate-channel' | 'renew-certificate', machine: string): Prepare =>
  async (world, number, before) => {
    const [cameraName, executionName] = [`camera-${number}`, `e-${number}`];
    const input = { cameraName, ends: before.includes('attempt ended') };
    const stateMachineArn = machineArn(machine);
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${executionName}`;
    const find = () => world.call('sfn', 'DescribeExecution', { executionArn }).catch(() => undefined);
    if (input.ends) {
      await world.call('sfn', 'StartExecution', { stateMachineArn, name: executionName, input: JSON.stringify(input) });
      while ((await find())?.status === 'RUNNING') await new Promise((resolve) => setImmediate(resolve));
    }
    return {
      finding: finding('leftovers', cameraName, { do: repair, executionName, input }),
      isRepaired: async () => (await find())?.status === 'RUNNING',
    };
  };

export const preparations: Readonly<Record<string, Prepare>> = {
  'retire-camera': workflow('retire-camera', 'RetireCamera'),
  'rotate-channel': workflow('rotate-channel', 'RotateChannel'),
  'renew-certificate': workflow('renew-certificate', 'RenewCertificate'),

  'deactivate-certificate': async (world, number, before) => {
    const { certificateId } = await world.newCamera(number);
    const certificates = world.context.store.collection<{ status: string }>('iot-certificates');
    await certificates.put(certificateId, { ...certificates.get(certificateId)!, status: 'ACTIVE' });
    if (before.includes('certificate gone')) await certificates.delete(certificateId);
    const {
      cameraName: _none,
      serialNumber: _unknown,
      ...found
    } = finding('certificate-without-record', certificateId, {
      ...{ do: 'deactivate-certificate', certificateId },
    });
    return { finding: found, isRepaired: async () => certificates.get(certificateId)?.status === 'INACTIVE' };
  },

  register: async (world, number) => {
    const message = { certificateId: String(number).padStart(64, '0') };
    const { QueueUrl } = await world.call('sqs', 'GetQueueUrl', { QueueName: registrationQueueName });
    return {
      finding: finding('registration-waits', `camera-${number}`, { do: 'register', message }),
      async isRepaired() {
        for (;;) {
          const { Messages } = await world.call('sqs', 'ReceiveMessage', { QueueUrl });
          const [received] = Messages ?? [];
          if (!received) return false;
          await world.call('sqs', 'DeleteMessage', { QueueUrl, ReceiptHandle: received.ReceiptHandle });
          if (received.Body === JSON.stringify(message)) return true;
        }
      },
    };
  },

  'set-retention': async (world, number, before) => {
    const StreamName = `camera-${number}`;
    const { StreamARN } = await world.call('kinesisvideo', 'CreateStream', { StreamName, DataRetentionInHours: 12 });
    await world.context.clock.advance(1000);
    const read = async () => (await world.call('kinesisvideo', 'DescribeStream', { StreamName })).StreamInfo!;
    const { Version: version } = await read();
    const change = { Operation: 'INCREASE_DATA_RETENTION', DataRetentionChangeInHours: 1 } as const;
    if (before.includes('retention changed'))
      await world.call('kinesisvideo', 'UpdateDataRetention', { StreamARN, CurrentVersion: version, ...change });
    if (before.includes('stream gone')) await world.call('kinesisvideo', 'DeleteStream', { StreamARN });
    await world.context.clock.advance(5000);
    return {
      finding: finding('retention-differs', StreamName, {
        ...{ do: 'set-retention', streamArn: StreamARN, version, operation: change.Operation, changeHours: 12 },
      }),
      isRepaired: async () => !before.includes('stream gone') && (await read()).DataRetentionInHours === 24,
    };
  },

  'give-rights': async (world, number, before) => {
    const { cameraName, serialNumber, certificateId, certificateArn: principal } = await world.newCamera(number);
    const Item = {
      ...key(cameraName, 'camera'),
      certificateId: { S: before.includes('another certificate in service') ? 'f'.repeat(64) : certificateId },
      status: { S: before.includes('RETIRING') ? 'RETIRING' : 'ACTIVE' },
    };
    if (!before.includes('record gone')) await world.call('dynamodb', 'PutItem', { TableName: tableName, Item });
    const lacksThing = !before.includes('has its thing');
    const thing = { thingName: cameraName, thingTypeName };
    const attributes = { serialNumber, certificateId };
    if (!lacksThing) await world.call('iot', 'CreateThing', { ...thing, attributePayload: { attributes } });
    if (before.includes('thing of another')) await world.call('iot', 'CreateThing', thing);
    const repair = { do: 'give-rights', serialNumber, certificateId, lacksThing };
    return {
      finding: finding('record-without-rights', cameraName, repair),
      async isRepaired() {
        const { things } = await world.call('iot', 'ListPrincipalThings', { principal });
        const { policies } = await world.call('iot', 'ListAttachedPolicies', { target: principal });
        if (things!.length + policies!.length === 0) return false;
        const made = await world.call('iot', 'DescribeThing', { thingName: cameraName });
        expect([made.thingTypeName, made.attributes]).toEqual([thingTypeName, attributes]);
        return things!.includes(cameraName) && policies!.some((policy) => policy.policyName === policyName);
      },
    };
  },

  'mark-offline': async (world, number, before) => {
    const cameraName = `camera-${number}`;
    const Key = key(cameraName, 'presence');
    const isBack = before.includes('camera is back');
    const wasOffline = before.includes('camera is offline');
    const Item = {
      ...Key,
      ...{ sessionIdentifier: { S: isBack ? 's-2' : 's-1' }, versionNumber: { N: '7' }, connectedAt: { N: '1' } },
      ...(wasOffline && { disconnectedAt: { N: '2' } }),
      ...{ online: { N: wasOffline ? '0' : '1' }, lastSeenAt: { N: '1' } },
    };
    if (!before.includes('no presence')) await world.call('dynamodb', 'PutItem', { TableName: tableName, Item });
    return {
      finding: finding('online-without-connection', cameraName, {
        ...{ do: 'mark-offline', sessionIdentifier: 's-1', versionNumber: '7' },
      }),
      async isRepaired() {
        const { Item: item } = await world.call('dynamodb', 'GetItem', { TableName: tableName, Key });
        const endedAt = Number(item?.['disconnectedAt']?.N);
        return item?.['online']?.N === '0' && endedAt > 2 && item['lastSeenAt']?.N === String(endedAt);
      },
    };
  },

  'delete-presence': async (world, number, before) => {
    const cameraName = `camera-${number}`;
    const Key = key(cameraName, 'presence');
    const sessionIdentifier = { S: before.includes('camera is back') ? 's-2' : 's-1' };
    await world.call('dynamodb', 'PutItem', { TableName: tableName, Item: { ...Key, sessionIdentifier } });
    const mark = { name: 'sessionIdentifier', value: { S: 's-1' } };
    return {
      finding: finding('items-without-record', cameraName, { do: 'delete-item', sk: 'presence', mark }),
      isRepaired: async () =>
        (await world.call('dynamodb', 'GetItem', { TableName: tableName, Key })).Item === undefined,
    };
  },

  'delete-item': async (world, number, before) => {
    const cameraName = `camera-${number}`;
    const Key = key(cameraName, 'share#bob@example.com');
    const Item = { ...Key, epoch: { N: before.includes('share of a later epoch') ? '4' : '3' } };
    if (!before.includes('share gone')) await world.call('dynamodb', 'PutItem', { TableName: tableName, Item });
    return {
      finding: finding('outdated-share', cameraName, {
        ...{ do: 'delete-item', sk: 'share#bob@example.com', mark: { name: 'epoch', value: { N: '3' } } },
      }),
      isRepaired: async () =>
        !before.includes('share gone') &&
        (await world.call('dynamodb', 'GetItem', { TableName: tableName, Key })).Item === undefined,
    };
  },
};
