// The payloads of the viewer API: every contract against its sample, and what a refusal must not say.
import { expect, it } from '@jest/globals';
import * as payloads from '../../api/payloads/index.ts';
import { describeContracts, readJson, refusalOf } from '../support/contracts.ts';

describeContracts('api/payloads', payloads);

it('a refusal never repeats a value: a signed URL is a secret', () => {
  const sample = readJson('api/payloads/viewer-url-response.sample.json');
  const url = 'https://x/?X-Amz-Signature=secret';
  const refusal = refusalOf(() => payloads.validateViewerUrlResponse({ ...sample, url }));
  expect(refusal.message).toContain('url must be the URL of a WebSocket');
  expect(refusal.message).not.toContain('secret');
});
