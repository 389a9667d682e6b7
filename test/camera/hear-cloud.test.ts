// What a camera makes of the cloud's messages, those of a newer or a broken cloud too.
import { describe, expect, it, jest } from '@jest/globals';
import { hearCloud } from '../../camera/hear-cloud.ts';
import type { CameraEvent } from '../../camera/progress.ts';

function listening() {
  const handlers = {
    'end-sessions': jest.fn(),
    'renewal-wanted': jest.fn(),
    certificate: jest.fn(),
    'certificate-refused': jest.fn(),
    'pairing-result': jest.fn(),
  };
  const events: CameraEvent[] = [];
  const hear = hearCloud(handlers, (event) => void events.push(event));
  const say = (kind: string, text: string) => hear(`lensgate/front-door/to-camera/${kind}`, Buffer.from(text));
  return { handlers, events, say };
}

describe('a message of the cloud', () => {
  it('goes to whom it concerns', () => {
    const { handlers, events, say } = listening();
    say('pairing-result', '{"accepted":true,"message":"Welcome."}');
    expect(handlers['pairing-result'].mock.calls).toEqual([[{ accepted: true, message: 'Welcome.' }]]);
    expect(events).toEqual([]);
  });

  it.each([
    ['a kind of a newer cloud', 'firmware', '{}', 'this camera does not know it'],
    ['a name that every object has', 'constructor', '{}', 'this camera does not know it'],
    ['no JSON', 'renewal-wanted', 'now!', 'it is no JSON'],
    ['a field that is missing', 'pairing-result', '{"message":"?"}', 'not as its schema says: accepted'],
    ['a field that is wrong', 'renewal-wanted', '{"requestedAt":"soon"}', 'not as its schema says: requestedAt'],
    ['no object', 'certificate', '[]', 'not as its schema says: the payload'],
  ])('is ignored when it is %s', (_, kind, text, reason) => {
    const { handlers, events, say } = listening();
    say(kind, text);
    expect(events).toEqual([{ type: 'message-ignored', kind, reason }]);
    for (const handler of Object.values(handlers)) expect(handler).not.toHaveBeenCalled();
  });

  it.each(['{"requestedAt":"2026-01-01T00:00:00Z","why":"share revoked"}', '{}', 'now!', ''])(
    'ends all sessions whatever is in it: %j',
    (text) => {
      const { handlers, events, say } = listening();
      say('end-sessions', text);
      expect(handlers['end-sessions']).toHaveBeenCalledTimes(1);
      expect(events).toEqual([]);
    },
  );
});
