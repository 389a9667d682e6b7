// arn:aws:states:::sqs:sendMessage: the body may be an object.
import type { Integration } from './integration.ts';

export const sendMessage: Integration = {
  service: 'sqs',
  operation: 'SendMessage',
  prefix: 'SQS',
  unmodeledError: 'AmazonSQSException',
  freeArguments: ['MessageBody'],
  adaptArguments: ({ MessageBody: body, ...others }) => ({
    ...others,
    ...(body !== undefined && { MessageBody: typeof body === 'string' ? body : JSON.stringify(body) }),
  }),
};
