// The Lambda authorizer: identity source, cache, the function's answer. [APIGW: http-api-lambda-authorizer]
import type { CloudContext } from '../../core/cloud-context.ts';
import { evaluate } from '../../access/authorize.ts';
import { contextValue } from '../../access/patterns.ts';
import type { PolicyDocument } from '../../access/policy.ts';
import type { Authorizer } from './api-parts.ts';
import { invokeFunction, InvocationFailed } from './invoke-function.ts';
import { authorizerEvent, routeArn, type Exchange } from './lambda-events.ts';
import { forbidden, internalServerError, unauthorized } from './refusal.ts';

type Context = Record<string, unknown> | null;
type Answer =
  | { readonly kind: 'simple'; readonly isAuthorized: boolean; readonly context: Context }
  | { readonly kind: 'policy'; readonly policy: PolicyDocument; readonly context: Context };

const timeoutMs = 10_000;

export class RequestAuthorizer {
  readonly #cloud: CloudContext;
  readonly #cache = new Map<string, Answer>();

  constructor(cloud: CloudContext) {
    this.#cloud = cloud;
  }

  /** What the integration sees as `requestContext.authorizer`. Throws Refusal: 401, 403, 500. */
  async authorize(exchange: Exchange, authorizer: Authorizer): Promise<{ lambda: Context }> {
    const identity = authorizer.identitySources.map((source) => identityValue(exchange, source));
    const missing = identity.findIndex((value) => value === undefined || value === '');
    if (missing >= 0) throw unauthorized(`${authorizer.identitySources[missing]} is missing`);

    // The values alone are the key: an answer is shared by all routes of the authorizer, unless $context.routeKey is a source.
    const key = JSON.stringify([exchange.api.id, authorizer.id, identity]);
    const answer = this.#cache.get(key) ?? (await this.#ask(exchange, authorizer, identity as string[]));
    if (authorizer.resultTtlSeconds > 0 && !this.#cache.has(key)) {
      this.#cache.set(key, answer);
      this.#cloud.clock.after(authorizer.resultTtlSeconds * 1000, () => this.#cache.delete(key));
    }
    if (!allows(answer, exchange)) throw forbidden(`authorizer ${authorizer.id} denied`);
    return { lambda: answer.context };
  }

  async #ask(exchange: Exchange, authorizer: Authorizer, identity: string[]): Promise<Answer> {
    const { region, accountId, api } = exchange;
    const sourceArn = `arn:aws:execute-api:${region}:${accountId}:${api.id}/authorizers/${authorizer.id}`;
    try {
      const event = authorizerEvent(exchange, identity);
      const returned = await invokeFunction(this.#cloud, authorizer.functionArn, sourceArn, event, timeoutMs);
      return authorizer.simpleResponses ? simpleAnswer(returned) : policyAnswer(returned);
    } catch (error) {
      if (!(error instanceof InvocationFailed) && !(error instanceof BadShape)) throw error;
      throw internalServerError(`authorizer ${authorizer.id}: ${error.message}`);
    }
  }
}

class BadShape extends Error {
  override readonly name = 'BadShape';
}

function simpleAnswer(returned: unknown): Answer {
  const { isAuthorized, context } = object(returned, 'the answer');
  if (typeof isAuthorized !== 'boolean') throw new BadShape('isAuthorized must be true or false');
  return { kind: 'simple', isAuthorized, context: contextOf(context) };
}

function policyAnswer(returned: unknown): Answer {
  const { principalId, policyDocument, context } = object(returned, 'the answer');
  if (typeof principalId !== 'string') throw new BadShape('principalId must be a string');
  const policy = object(policyDocument, 'policyDocument');
  if (typeof policy['Statement'] !== 'object' || policy['Statement'] === null)
    throw new BadShape('policyDocument must have a Statement');
  return { kind: 'policy', policy: policy as unknown as PolicyDocument, context: contextOf(context) };
}

function contextOf(context: unknown): Context {
  return context === undefined || context === null ? null : object(context, 'context');
}

function object(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadShape(`${what} must be an object`);
  return value as Record<string, unknown>;
}

function allows(answer: Answer, exchange: Exchange): boolean {
  if (answer.kind === 'simple') return answer.isAuthorized;
  const question = { action: 'execute-api:Invoke', resource: routeArn(exchange), context: {} };
  return evaluate([answer.policy], question) === 'allow';
}

/** Header names are case-insensitive, query string names are not. */
function identityValue({ request, route, stage, api, accountId }: Exchange, source: string): string | undefined {
  const [, kind, name = ''] = /^\$(request\.header|request\.querystring|context|stageVariables)\.(.+)$/.exec(source)!;
  switch (kind) {
    case 'request.header':
      return request.headers[name.toLowerCase()];
    case 'request.querystring':
      return request.query[name];
    case 'stageVariables':
      return stage.variables[name];
    default:
      return contextValue(
        {
          routeKey: route.pattern.routeKey,
          httpMethod: request.method,
          path: request.path,
          stage: stage.name,
          apiId: api.id,
          accountId,
          'identity.sourceIp': request.sourceIp,
          'identity.userAgent': request.headers['user-agent'] ?? '',
        },
        name,
      );
  }
}
