// Lambda for tests of its callers: functions are closures, and each may be invoked only by what its policy names.
import { awsApi, type AwsApi } from '../../localcloud/core/operation.ts';
import type { PolicyDocument } from '../../localcloud/access/policy.ts';

export interface FakeFunction {
  /** What it returns; a thrown error becomes a FunctionError, as the Lambda runtime does it. */
  handler: (event: never) => unknown;
  /** Source ARN patterns of apigateway.amazonaws.com that may invoke it. */
  allowedSources: string[];
}

export function fakeLambda(functions: Record<string, FakeFunction>): AwsApi {
  return awsApi('lambda', {
    Invoke: {
      permissions: ({ FunctionName }) => ({
        action: 'lambda:InvokeFunction',
        resource: FunctionName!,
        resourcePolicies: [policyOf(functions[FunctionName!])],
      }),
      async handle({ FunctionName, Payload }) {
        const event = JSON.parse(Buffer.from(Payload as Uint8Array).toString()) as never;
        const answer = (value: unknown, FunctionError?: string) => ({
          StatusCode: 200,
          FunctionError,
          Payload: Buffer.from(JSON.stringify(value ?? null)) as never,
        });
        try {
          return answer(await functions[FunctionName!]!.handler(event));
        } catch (error) {
          const { name, message } = error as Error;
          return answer({ errorType: name, errorMessage: message }, 'Unhandled');
        }
      },
    },
  });
}

function policyOf(fake: FakeFunction | undefined): PolicyDocument {
  return {
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'apigateway.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Condition: { ArnLike: { 'aws:SourceArn': fake?.allowedSources ?? [] } },
    },
  };
}
