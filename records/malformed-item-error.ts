// An item that lacks what it must have: somebody wrote it by hand, or a newer release did. Nobody's right, nobody's refusal.
import type { Item } from './camera-table.ts';

export class MalformedItemError extends Error {
  override readonly name = 'MalformedItemError';

  /** @param type DynamoDB's word: S, N or M */
  constructor({ pk, sk }: Item, attribute: string, type: string) {
    super(
      `Item ${keyPart(pk)} / ${keyPart(sk)} of the camera table has no ${attribute} of type ${type}. ` +
        'Correct the item, or retire the camera and let it register again.',
    );
  }
}

const keyPart = (value: unknown): string => (typeof value === 'string' ? value : '?');
