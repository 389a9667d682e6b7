import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { transform } from 'esbuild';
import { ManualClock } from '../../../localcloud/core/clock.ts';
import { servicePrincipal } from '../../../localcloud/core/principal.ts';
import { roleArn, startLambda, type LambdaCloud } from './lambda-cloud.ts';
import type { systemClock } from '../../../localcloud/core/clock.ts';

describe('a function', () => {
  let lambda: LambdaCloud<typeof systemClock>;
  beforeAll(async () => void (lambda = await startLambda()));
  afterAll(() => lambda.stop());

  it('answers what its handler returns', async () => {
    await lambda.deploy('echo', 'export const handler = async (event) => ({ got: event });');
    expect(await lambda.invoke('echo', { a: [1] })).toEqual({
      status: 200,
      functionError: undefined,
      payload: { got: { a: [1] } },
    });
  });

  it('answers null when its handler returns nothing', async () => {
    await lambda.deploy('silent', 'export const handler = async () => undefined;');
    expect((await lambda.invoke('silent')).payload).toBeNull();
  });

  it('may be a CommonJS bundle', async () => {
    const { code } = await transform('export const handler = async () => typeof module;', { format: 'cjs' });
    await lambda.deploy('common', code, {}, 'index.cjs');
    expect((await lambda.invoke('common')).payload).toBe('object');
  });

  it('sees its own environment and nothing of the host', async () => {
    await lambda.deploy('env', 'export const handler = async () => process.env;', {
      Environment: { Variables: { TABLE_NAME: 'cameras' } },
      MemorySize: 256,
    });
    const { payload } = await lambda.invoke('env');
    expect(payload).toMatchObject({
      TABLE_NAME: 'cameras',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'env',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
    });
    expect(payload).not.toHaveProperty('PATH');
    expect(payload).not.toHaveProperty('HOME');
  });

  it("has credentials of its role's session", async () => {
    await lambda.deploy('who', 'export const handler = async () => process.env;');
    const { AWS_ACCESS_KEY_ID, AWS_SESSION_TOKEN } = (await lambda.invoke('who')).payload as Record<string, string>;
    const { principal } = lambda.cloud.context.iam.authenticate(AWS_ACCESS_KEY_ID!, AWS_SESSION_TOKEN);
    expect(principal).toMatchObject({ arn: 'arn:aws:sts::000000000000:assumed-role/worker/who', roleArn });
  });

  it('gets a context with its request, its ARN and the time that is left', async () => {
    const functionArn = await lambda.deploy(
      'context',
      'export const handler = async (_event, context) => ({ ...context, left: context.getRemainingTimeInMillis() });',
      { Timeout: 7 },
    );
    const payload = (await lambda.invoke('context')).payload as Record<string, unknown>;
    expect(payload).toMatchObject({
      functionName: 'context',
      functionVersion: '$LATEST',
      invokedFunctionArn: functionArn,
      memoryLimitInMB: '128',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(payload['left']).toBeGreaterThan(6000);
    expect(payload['left']).toBeLessThanOrEqual(7000);
  });

  it('stays warm, and serves one event at a time', async () => {
    await lambda.deploy('count', 'let n = 0; export const handler = async () => ++n;');
    expect((await lambda.invoke('count')).payload).toBe(1);
    expect((await lambda.invoke('count')).payload).toBe(2);
    const both = await Promise.all([lambda.invoke('count'), lambda.invoke('count')]);
    expect(both.map(({ payload }) => payload).sort()).toEqual([1, 3]);
  });

  it('starts anew when it was deployed anew', async () => {
    await lambda.deploy('version', 'export const handler = async () => "one";');
    await lambda.invoke('version');
    await lambda.deploy('version', 'export const handler = async () => "two";');
    expect((await lambda.invoke('version')).payload).toBe('two');
  });

  it('writes to its log file', async () => {
    await lambda.deploy('talk', 'export const handler = async () => console.log("hello", { n: 1 });');
    await lambda.invoke('talk');
    expect(await lambda.log('talk', 'hello')).toMatch(/START RequestId: [\s\S]*INFO\thello \{ n: 1 \}/);
  });

  it.each([
    ['throws', 'async () => { const e = new RangeError("too far"); throw e; }', 'RangeError', /^too far$/],
    [
      'throws an error with a name of its own',
      'async () => { throw Object.assign(new Error("no"), { name: "Refused" }); }',
      'Refused',
      /^no$/,
    ],
    ['throws a string', 'async () => { throw "plain"; }', 'string', /^plain$/],
    [
      'leaves a rejection unhandled',
      'async () => { Promise.reject(new Error("lost")); await new Promise(() => {}); }',
      'Runtime.UnhandledPromiseRejection',
      /^Error: lost$/,
    ],
    [
      'throws outside its handler',
      'async () => { setTimeout(() => { throw new TypeError("late"); }); await new Promise(() => {}); }',
      'TypeError',
      /^late$/,
    ],
    [
      'exits',
      'async () => { process.exit(3); }',
      'Runtime.ExitError',
      /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3$/,
    ],
    ['answers what is no JSON', 'async () => 1n', 'Runtime.MarshalError', /^Unable to stringify response body/],
    ['answers more than 6 MB', 'async () => "x".repeat(6300000)', 'Function.ResponseSizeTooLarge', /6291556 bytes/],
    ['wants a callback', '(event, context, callback) => callback()', 'Runtime.CallbackHandlerDeprecated', /callback/],
  ])('that %s fails as on AWS, and works again', async (_what, handler, errorType, errorMessage) => {
    await lambda.deploy(
      'faulty',
      `let broken; const bad = ${handler}; export const handler = bad.length > 2 ? bad : async (event) => event.bad ? bad() : 'good';`,
    );
    const answer = await lambda.invoke('faulty', { bad: true });
    expect(answer).toMatchObject({
      status: 200,
      functionError: 'Unhandled',
      payload: { errorType, errorMessage: expect.stringMatching(errorMessage) },
    });
    if (errorType !== 'Runtime.CallbackHandlerDeprecated') expect((await lambda.invoke('faulty')).payload).toBe('good');
  });

  it.each([
    ['no such file', 'export const handler = async () => 1;', 'main.handler', 'Runtime.ImportModuleError'],
    ['no such export', 'export const other = async () => 1;', 'index.handler', 'Runtime.HandlerNotFound'],
    ['a syntax error', 'export const handler = async () => {', 'index.handler', 'Runtime.UserCodeSyntaxError'],
    [
      'a missing package',
      'import "nowhere"; export const handler = async () => 1;',
      'index.handler',
      'Runtime.ImportModuleError',
    ],
  ])('with %s says so', async (_what, code, Handler, errorType) => {
    await lambda.deploy('broken', code, { Handler });
    expect(await lambda.invoke('broken')).toMatchObject({ functionError: 'Unhandled', payload: { errorType } });
  });

  it('may be invoked by whom its policy names, for the source that it names', async () => {
    const { aws, accountId } = lambda.cloud.context;
    const FunctionName = await lambda.deploy('guarded', 'export const handler = async () => 1;');
    await lambda.create('AWS::Lambda::Permission', 'Allow', {
      Action: 'lambda:InvokeFunction',
      FunctionName,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: 'arn:aws:execute-api:us-east-1:000000000000:api/*/*/cameras',
    });
    const invokeFor = (source: string) =>
      aws.call(servicePrincipal('apigateway.amazonaws.com', accountId, source), 'lambda', 'Invoke', { FunctionName });
    await expect(
      invokeFor('arn:aws:execute-api:us-east-1:000000000000:api/$default/GET/cameras'),
    ).resolves.toHaveProperty('StatusCode', 200);
    await expect(
      invokeFor('arn:aws:execute-api:us-east-1:000000000000:other/$default/GET/cameras'),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('is refused when its role does not let Lambda in, when its runtime is not Node, and with properties that nobody knows', async () => {
    const code = 'export const handler = async () => 1;';
    await expect(lambda.deploy('x', code, { Role: `${roleArn}-of-nobody` })).rejects.toThrow(
      'cannot be assumed by Lambda',
    );
    await expect(lambda.deploy('x', code, { Runtime: 'python3.13' })).rejects.toThrow('python3.13 is not imitated');
    await expect(lambda.deploy('x', code, { Layers: [] })).rejects.toThrow('property Layers');
  });

  it('that does not exist, or gets what is no JSON, is an error of the call', async () => {
    const { aws, iam } = lambda.cloud.context;
    await expect(lambda.invoke('nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await lambda.deploy('echo2', 'export const handler = async (event) => event;');
    await expect(
      aws.call(iam.operatorPrincipal, 'lambda', 'Invoke', { FunctionName: 'echo2', Payload: Buffer.from('{') }),
    ).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
  });
});

describe('a function under a clock that stands still', () => {
  let lambda: LambdaCloud<ManualClock>;
  beforeAll(async () => void (lambda = await startLambda({ clock: new ManualClock() })));
  afterAll(() => lambda.stop());

  it('times out as on AWS even when it never yields, and works again', async () => {
    const code =
      'export const handler = async (event) => { console.log("begun"); if (event.hang) for (;;); return "good"; };';
    await lambda.deploy('slow', code, { Timeout: 3 });
    await lambda.invoke('slow');
    const answer = lambda.invoke('slow', { hang: true });
    await lambda.cloud.context.clock.advance(3000);
    expect(await answer).toMatchObject({
      functionError: 'Unhandled',
      payload: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 3.00 seconds$/),
      },
    });
    expect((await lambda.invoke('slow')).payload).toBe('good');
  });

  it('gets a new sandbox before its credentials end, and after it was idle for long', async () => {
    const { clock } = lambda.cloud.context;
    await lambda.deploy('count', 'let n = 0; export const handler = async () => [++n, process.env.AWS_ACCESS_KEY_ID];');
    const [, firstKey] = (await lambda.invoke('count')).payload as [number, string];
    await clock.advance(4 * 60_000);
    expect((await lambda.invoke('count')).payload).toEqual([2, firstKey]);
    await clock.advance(5 * 60_000);
    expect((await lambda.invoke('count')).payload).toEqual([1, expect.not.stringMatching(firstKey)]);
    for (let minutes = 0; minutes < 56; minutes += 4) {
      await lambda.invoke('count');
      await clock.advance(4 * 60_000);
    }
    expect(((await lambda.invoke('count')).payload as [number])[0]).toBe(16);
    await clock.advance(3 * 60_000);
    expect(((await lambda.invoke('count')).payload as [number])[0]).toBe(1);
  });
});
