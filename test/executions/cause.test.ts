// What a cause says, and of whom, whoever wrote it.
import { expect, it } from '@jest/globals';
import { readCause } from '../../executions/cause.ts';

const told = { message: 'Serial number LG-1 is not in the manifest.', serialNumber: 'LG-1' };

it.each([
  ['a document of ours', JSON.stringify({ ...told, cameraName: 'hall' }), { ...told, cameraName: 'hall' }],
  ['one that knows no camera', JSON.stringify(told), told],
  // [Lambda: function errors, Node.js]
  [
    'an error of a function, which has one in its message',
    JSON.stringify({ errorType: 'UnknownSerialNumberError', errorMessage: JSON.stringify(told), trace: ['at …'] }),
    told,
  ],
  [
    'any other error of a function',
    JSON.stringify({ errorType: 'TypeError', errorMessage: 'x is not a function', trace: [] }),
    { message: 'x is not a function' },
  ],
  ['a sentence', 'User is not authorized.', { message: 'User is not authorized.' }],
  ['a document that was cut off', '{"message":"Serial nu', { message: '{"message":"Serial nu' }],
  ['a document of somebody else', '{"Message":"No."}', { message: '{"Message":"No."}' }],
  ['fields that are no text', '{"message":"No.","cameraName":7,"serialNumber":null}', { message: 'No.' }],
  ['nothing', undefined, { message: '' }],
])('%s', (_, cause, expected) => {
  expect(readCause(cause)).toEqual(expected);
});
