// An offer to hand a camera over: what its owner and its recipient may do to it at the same moment.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { AuthorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import { Problem } from '../shared/http/problem.ts';

/** Longer than the function may take: whoever marked an offer earlier has given up. */
const acceptMs = 15_000;

export interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeValues: Record<string, AttributeValue>;
}

/**
 * For the owner's writes. Accepting marks the offer before the record changes: an owner who hears that the offer is gone
 * doesn't lose the camera a moment later.
 */
export const notBeingAccepted = (epoch: number, now: number): Condition => ({
  ConditionExpression:
    'attribute_not_exists(pk) OR epoch < :epoch OR (epoch = :epoch AND (attribute_not_exists(acceptedAt) OR acceptedAt <= :abandoned))',
  ExpressionAttributeValues: { ':epoch': { N: String(epoch) }, ':abandoned': { N: String(now - acceptMs) } },
});

export const isBeingAccepted = ({ cameraName }: AuthorizedCamera): Problem =>
  new Problem(409, 'transfer-being-accepted', {
    detail: `${cameraName} is being handed over at this moment, or was already. Nothing was changed; look at the camera again.`,
  });
