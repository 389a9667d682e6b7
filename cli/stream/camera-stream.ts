// Which stream is a camera's: what its registration wrote down, and else what the stack names streams after.
import { getCameraRecordLeniently } from '../../records/camera-record.ts';
import { documentClient } from '../../records/document-client.ts';
import type { Target } from '../target.ts';

/** For a camera that isn't registered (any more), a stream may still be there under the camera's name. */
export async function streamNameOf(
  { client, output }: Pick<Target, 'client' | 'output'>,
  cameraName: string,
): Promise<string> {
  const [tableName, naming] = await Promise.all([output('TableName'), output('StreamNaming')]);
  const record = await getCameraRecordLeniently({ client: documentClient(client), tableName }, cameraName);
  // arn:aws:kinesisvideo:<region>:<account>:stream/<name>/<creation time>
  const recorded = record?.streamArn?.split('/')[1];
  const certificateId = naming === 'certificate' ? record?.certificateId : undefined;
  return recorded ?? certificateId ?? cameraName;
}
