// [BatchGetItem: what it could not read stands in UnprocessedKeys, and is to be asked for again]
import { describe, expect, it } from '@jest/globals';
import type { BatchGetCommandInput } from '@aws-sdk/lib-dynamodb';
import { readCameraItems } from '../../functions/shared/camera-access/read-camera-items.ts';
import type { DocumentClient } from '../../records/document-client.ts';
import { cameraItem, shareItem } from './camera-items.ts';
import { fakeClient } from './fake-client.ts';

const table = 'CameraTable';

function read(answer: (input: BatchGetCommandInput, call: number) => unknown) {
  const pauses: number[] = [];
  const { client, calls } = fakeClient<DocumentClient>({ BatchGet: answer });
  const pause = async (ms: number) => void pauses.push(ms);
  const result = readCameraItems({ client, tableName: table, pause }, ['front-door'], 'sam@example.com').then(
    ([items]) => items,
  );
  return { result, calls, pauses };
}

describe('readCameraItems', () => {
  it('finds each in an answer of any order', async () => {
    const { result, pauses } = read(() => ({ Responses: { [table]: [shareItem, cameraItem] }, UnprocessedKeys: {} }));
    expect(await result).toEqual({ camera: cameraItem, share: shareItem });
    expect(pauses).toEqual([]);
  });

  it('returns undefined for what is not there', async () => {
    expect(await read(() => ({ Responses: { [table]: [] } })).result).toEqual({ camera: undefined, share: undefined });
  });

  it('asks again for what was left out, and only for that', async () => {
    const leftOut = { [table]: { Keys: [{ pk: shareItem.pk, sk: shareItem.sk }], ConsistentRead: true } };
    const { result, calls, pauses } = read((_, call) =>
      call === 1
        ? { Responses: { [table]: [cameraItem] }, UnprocessedKeys: leftOut }
        : { Responses: { [table]: [shareItem] } },
    );
    expect(await result).toEqual({ camera: cameraItem, share: shareItem });
    expect(calls[1]!.input).toEqual({ RequestItems: leftOut });
    expect(pauses).toEqual([25]);
  });

  it('is an outage when keys stay left out, so that half an answer decides nothing', async () => {
    const { result, calls, pauses } = read(({ RequestItems }) => ({ Responses: {}, UnprocessedKeys: RequestItems }));
    await expect(result).rejects.toMatchObject({ name: 'IncompleteReadError' });
    expect(calls).toHaveLength(4);
    expect(pauses).toEqual([25, 50, 100]);
  });

  it("lets DynamoDB's own error through", async () => {
    const outage = Object.assign(new Error('slow down'), { name: 'ProvisionedThroughputExceededException' });
    const { result } = read(() => {
      throw outage;
    });
    await expect(result).rejects.toBe(outage);
  });
});
