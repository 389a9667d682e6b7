// Which operation a request is for: the method, the template, each parameter by its own rule, decoded once.
import { expect, it } from '@jest/globals';
import { findOperation } from '../../console/server/find-operation.ts';

const certificateId = 'ab'.repeat(32);

it.each([
  ['GET', '/api/fleet', { id: 'getFleet', path: {} }],
  ['POST', '/api/executions/a-2/redrive', { id: 'redriveExecution', path: { executionName: 'a-2' } }],
  ['GET', `/api/certificates/${certificateId}`, { id: 'getCertificate', path: { certificateId } }],
  [
    'POST',
    '/api/dead-letters/Queue/messages/m-1/delete',
    { id: 'deleteDeadLetter', path: { queueId: 'Queue', messageId: 'm-1' } },
  ],
  // encodeURIComponent's work, undone: a slash in a name is no slash of the path.
  ['GET', '/api/cameras/T%C3%BCr%2F%25%20%27', { id: 'getCamera', path: { recordedName: "Tür/% '" } }],
  ['GET', '/api/cameras/%2541', { id: 'getCamera', path: { recordedName: '%41' } }],
  // No UTF-8, so nobody's name.
  ['GET', '/api/cameras/%E0%A4', { id: 'getCamera', path: { recordedName: '%E0%A4' } }],
])('%s %s is found', (method, path, expected) => {
  expect(findOperation(method, path)).toEqual(expected);
});

it.each([
  ['POST', '/api/fleet'],
  ['DELETE', '/api/fleet'],
  ['GET', '/api/fleet/'],
  ['GET', '/api/Fleet'],
  ['GET', '/api/cameras/'],
  ['GET', '/api/cameras/%'],
  ['GET', '/api/cameras/%E0%A4%A'],
  ['POST', '/api/cameras/a%20b/examine'],
  ['GET', '/api/executions/%E0%A4%A'],
  ['GET', '/api/executions/a%2F..%2Fb'],
  ['GET', `/api/certificates/${certificateId.slice(1)}`],
  ['GET', '/api/certificates/{certificateId}'],
  ['POST', '/api/manifest/import/x/kept/1e3'],
  ['POST', '/api/manifest/import/x/kept/-1'],
])('%s %s is nothing', (method, path) => {
  expect(findOperation(method, path)).toBeUndefined();
});
