// What an HTTP API consists of, as the template's resources put it together. Kept in memory: every start deploys it anew.
import type { RoutePattern } from './match-route.ts';

export interface Integration {
  readonly functionArn: string;
  readonly timeoutMs: number;
}

export interface Authorizer {
  readonly id: string;
  readonly functionArn: string;
  /** `$request.header.authorization`, `$request.querystring.name`, `$context.routeKey`, `$stageVariables.name`. */
  readonly identitySources: readonly string[];
  /** 0: never cached. */
  readonly resultTtlSeconds: number;
  readonly simpleResponses: boolean;
}

export interface Route {
  readonly pattern: RoutePattern;
  readonly authorizer?: Authorizer | undefined;
  readonly integration: Integration;
}

export interface Cors {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAgeSeconds?: number | undefined;
}

export interface Throttle {
  readonly requestsPerSecond: number;
  readonly burst: number;
}

export interface Stage {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly accessLog?: { readonly file: string; readonly format: string };
  readonly throttle?: Throttle | undefined;
  /** By route key; before the stage's own. */
  readonly routeThrottles: Readonly<Record<string, Throttle>>;
}

export interface Api {
  readonly id: string;
  readonly cors?: Cors | undefined;
  readonly integrations: Map<string, Integration>;
  readonly authorizers: Map<string, Authorizer>;
  /** By route key. */
  readonly routes: Map<string, Route>;
  readonly stages: Map<string, Stage>;
}
