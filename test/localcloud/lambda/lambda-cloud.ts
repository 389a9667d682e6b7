// A cloud with Lambda and SQS, functions written to a temporary directory as a bundler would leave them, and a role that may do what a test says.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock, type Clock } from '../../../localcloud/core/clock.ts';
import type { CreatedResource, Service } from '../../../localcloud/core/service.ts';
import type { PolicyStatement } from '../../../localcloud/access/policy.ts';
import { lambda } from '../../../localcloud/services/lambda/lambda.ts';
import { sqs } from '../../../localcloud/services/sqs/sqs.ts';
import { startTestCloud, temporaryDirectory, type TestCloud } from '../../support/cloud-context.ts';
import { templateResource } from '../../support/template-resource.ts';

export interface Answer {
  readonly status: number | undefined;
  readonly functionError: string | undefined;
  readonly payload: unknown;
}

export interface LambdaCloud<C extends Clock> {
  readonly cloud: TestCloud<C>;
  create(type: string, logicalId: string, properties: Record<string, unknown>): Promise<CreatedResource>;
  /** Deploys a function whose bundle is one file; returns its ARN. */
  deploy(name: string, code: string, properties?: Record<string, unknown>, file?: string): Promise<string>;
  invoke(name: string, payload?: unknown): Promise<Answer>;
  /** The function's log file, once it holds `text`: what a thread prints arrives when it likes. */
  log(name: string, text?: string | RegExp): Promise<string>;
  /** Lets consumers start; the services are open already. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

export const roleArn = 'arn:aws:iam::000000000000:role/worker';

export async function startLambda<C extends Clock = typeof systemClock>(
  options: { clock?: C; dataDir?: string; allow?: PolicyStatement[] } = {},
): Promise<LambdaCloud<C>> {
  const directory = await temporaryDirectory();
  const cloud = await startTestCloud({
    dataDir: options.dataDir ?? directory.path,
    clock: options.clock ?? (systemClock as C),
  });
  const { context } = cloud;
  context.addresses.awsEndpointUrl = 'http://127.0.0.1:4566';
  await context.iam.putRole({
    name: 'worker',
    arn: roleArn,
    maxSessionSeconds: 3600,
    trust: {
      Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    },
    policies: [{ Statement: options.allow ?? [] }],
  });
  const services: Service[] = [sqs, lambda].map((create) => create(context));
  for (const { apis = [] } of services) for (const api of apis) context.aws.add(api);
  const create: LambdaCloud<C>['create'] = (type, logicalId, properties) => {
    const creator = services.map(({ resources }) => resources?.[type]).find(Boolean)!;
    return creator({
      ...templateResource(type, logicalId, properties, 'Test'),
      assetPath: (s3Key) => join(directory.path, s3Key),
    });
  };
  return {
    cloud,
    create,
    async deploy(name, code, properties, file = 'index.mjs') {
      await mkdir(join(directory.path, `${name}.zip`), { recursive: true });
      await writeFile(join(directory.path, `${name}.zip`, file), code);
      const { attributes } = await create('AWS::Lambda::Function', name, {
        FunctionName: name,
        Code: { S3Bucket: 'assets', S3Key: `${name}.zip` },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: roleArn,
        ...properties,
      });
      return attributes['Arn']!;
    },
    async invoke(FunctionName, payload) {
      const answer = await context.aws.call(context.iam.operatorPrincipal, 'lambda', 'Invoke', {
        FunctionName,
        Payload: Buffer.from(JSON.stringify(payload ?? {})),
      });
      const text = answer.Payload?.transformToString();
      return {
        status: answer.StatusCode,
        functionError: answer.FunctionError,
        payload: text === undefined ? undefined : (JSON.parse(text) as unknown),
      };
    },
    async log(name, text = '') {
      for (;;) {
        const log = await readFile(join(context.dataDir, 'logs', `${name}.log`), 'utf8');
        if (log.search(text) >= 0) return log;
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    async run() {
      for (const service of services) await service.run?.();
    },
    async stop() {
      for (const service of [...services].reverse()) await service.stop?.();
      await cloud.stop();
      await directory.remove();
    },
  };
}
