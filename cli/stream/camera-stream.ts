// Which stream is a camera's: what its registration wrote down, and else what the stack names streams after.
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { cameraKey, optionalText } from '../../records/camera-table.ts';
import type { Target } from '../target.ts';

/** For a camera that isn't registered (any more), a stream may still be there under the camera's name. */
export async function streamNameOf(
  { client, output }: Pick<Target, 'client' | 'output'>,
  cameraName: string,
): Promise<string> {
  const [TableName, naming] = await Promise.all([output('TableName'), output('StreamNaming')]);
  const { Item: record = {} } = await new DynamoDBClient(client).send(
    new GetItemCommand({ TableName, Key: cameraKey(cameraName), ConsistentRead: true }),
  );
  // arn:aws:kinesisvideo:<region>:<account>:stream/<name>/<creation time>
  const recorded = optionalText(record, 'streamArn')?.split('/')[1];
  const certificateId = naming === 'certificate' ? optionalText(record, 'certificateId') : undefined;
  return recorded ?? certificateId ?? cameraName;
}
