// Topics between a camera and the cloud: as docs/firmware.md writes them, and within what AWS IoT and the camera's policy allow.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  messagesToCamera,
  messagesToCloud,
  toCameraFilter,
  toCameraTopic,
  toCloudTopic,
  type ToCamera,
  type ToCloud,
} from '../../events/camera-topics.ts';

const sample = (contract: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../events/${contract}.sample.json`), 'utf8'));

describe('a topic', () => {
  it.each<[ToCloud, string, string]>([
    ['certificate-request', 'lensgate/front-door/to-cloud/certificate-request', 'certificate-request'],
    ['pairing', 'lensgate/front-door/to-cloud/pairing', 'pairing-proof'],
    ['factory-reset', 'lensgate/front-door/to-cloud/factory-reset', 'factory-reset'],
    ['setup', 'lensgate/front-door/to-cloud/setup', 'setup-opened'],
  ])('to the cloud, %s, is %s and carries %s', (kind, topic, contract) => {
    expect(toCloudTopic('front-door', kind)).toBe(topic);
    expect(messagesToCloud[kind](sample(contract))).toEqual(sample(contract));
  });

  it.each<[ToCamera, string, string]>([
    ['end-sessions', 'lensgate/front-door/to-camera/end-sessions', 'end-sessions'],
    ['renewal-wanted', 'lensgate/front-door/to-camera/renewal-wanted', 'renewal-wanted'],
    ['certificate', 'lensgate/front-door/to-camera/certificate', 'certificate-delivery'],
    ['certificate-refused', 'lensgate/front-door/to-camera/certificate-refused', 'certificate-refusal'],
    ['pairing-result', 'lensgate/front-door/to-camera/pairing-result', 'pairing-result'],
  ])('to the camera, %s, is %s and carries %s', (kind, topic, contract) => {
    expect(toCameraTopic('front-door', kind)).toBe(topic);
    expect(messagesToCamera[kind](sample(contract))).toEqual(sample(contract));
  });

  it('of the longest camera name fits into the 256 bytes of AWS IoT', () => {
    for (const kind of Object.keys(messagesToCloud) as ToCloud[]) {
      expect(toCloudTopic('x'.repeat(128), kind).length).toBeLessThanOrEqual(256);
    }
  });

  it('is subscribed to with one filter', () => {
    expect(toCameraFilter('front-door')).toBe('lensgate/front-door/to-camera/+');
  });
});

describe('a message between camera and cloud', () => {
  it.each([
    ['a CSR of more than 4,096 characters', 'certificate-request', { certificateSigningRequest: longRequest() }],
    ['a short pairing token', 'pairing', { pairingToken: 'abc' }],
    ['a pairing token with a space', 'pairing', { pairingToken: 'a'.repeat(16) + ' ' }],
    ['a request id of 65 characters', 'factory-reset', { requestId: 'x'.repeat(65) }],
    ['an empty request id', 'setup', { requestId: '' }],
    ['a field that nobody knows', 'setup', { requestId: 'x', more: 1 }],
  ] as const)('is refused with %s', (_, kind, payload) => {
    expect(() => messagesToCloud[kind](payload)).toThrow('Not a valid');
  });
});

function longRequest(): string {
  return `-----BEGIN CERTIFICATE REQUEST-----\n${'A'.repeat(4097)}\n-----END CERTIFICATE REQUEST-----\n`;
}
