// The stage's access log: one line per request in the format that the template gives, in a file in the data directory.
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { commonLogTime } from './lambda-events.ts';
import type { Stage } from './api-parts.ts';
import type { ApiRequest } from './api-request.ts';

/** What is known about a request once it is answered; what it never came to stays undefined and is logged as `-`. */
export interface AccessRecord {
  readonly accountId: string;
  readonly apiId: string;
  readonly stage: Stage;
  readonly request: ApiRequest;
  readonly status: number;
  readonly responseBytes: number;
  readonly responseLatencyMs: number;
  routeKey?: string;
  errorMessage?: string;
  authorizer?: { latencyMs: number; status: number; error?: string; context?: Record<string, unknown> | null };
  integration?: { latencyMs: number; status: number; error?: string };
}

export class AccessLog {
  readonly #directory: string;
  readonly #files = new Map<string, WriteStream>();

  /** `directory` exists. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  write(record: AccessRecord): void {
    const { accessLog } = record.stage;
    if (!accessLog) return;
    this.#open(accessLog.file).write(`${formatAccess(accessLog.format, record)}\n`);
  }

  /** Resolves when all lines are on disk. */
  async flush(): Promise<void> {
    const files = [...this.#files.values()];
    this.#files.clear();
    await Promise.all(files.map((file) => new Promise<void>((resolve) => file.once('close', () => resolve()).end())));
  }

  #open(name: string): WriteStream {
    const open = this.#files.get(name);
    if (open) return open;
    const file = createWriteStream(join(this.#directory, name), { flags: 'a', mode: 0o600 });
    // A full disk must not fail requests; the next line tries again.
    file.once('error', () => this.#files.delete(name));
    this.#files.set(name, file);
    return file;
  }
}

/** `arn:aws:logs:us-east-1:000000000000:log-group:/lensgate/api` → `lensgate-api.log` */
export function logFileName(destinationArn: string): string {
  const name = destinationArn.replace(/^.*:log-group:/, '').replace(/:\*$/, '');
  return `${name.replace(/[^\w.-]+/g, '-').replace(/^[-.]+/, '') || 'access'}.log`;
}

/** [APIGW: http-api-logging-variables]. Values are escaped as in a JSON string, so that a caller can't forge a line. */
export function formatAccess(format: string, record: AccessRecord): string {
  return format.replace(/\$context\.([A-Za-z][\w.-]*\w)/g, (_, name: string) => {
    const value = variable(name, record);
    return value === undefined || value === null ? '-' : JSON.stringify(asText(value)).slice(1, -1);
  });
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function variable(name: string, record: AccessRecord): unknown {
  const { request, stage, authorizer, integration } = record;
  const claim = /^authorizer\.(.+)$/.exec(name)?.[1];
  const domainName = request.headers['host']?.replace(/:\d+$/, '');
  const known: Record<string, unknown> = {
    accountId: record.accountId,
    apiId: record.apiId,
    'authorizer.error': authorizer?.error,
    'authorizer.latency': authorizer?.latencyMs,
    'authorizer.status': authorizer?.status,
    awsEndpointRequestId: undefined,
    domainName,
    domainPrefix: domainName?.split('.')[0],
    'error.message': record.errorMessage,
    'error.messageString': record.errorMessage && JSON.stringify(record.errorMessage),
    extendedRequestId: request.requestId,
    httpMethod: request.method,
    'identity.sourceIp': request.sourceIp,
    'identity.userAgent': request.headers['user-agent'],
    'integration.error': integration?.error,
    'integration.integrationStatus': integration?.status,
    'integration.latency': integration?.latencyMs,
    'integration.status': integration && (integration.error === undefined ? 200 : integration.status),
    integrationErrorMessage: integration?.error,
    integrationLatency: integration?.latencyMs,
    integrationStatus: integration?.status,
    path: request.path,
    protocol: request.protocol,
    requestId: request.requestId,
    requestTime: commonLogTime(request.receivedAt),
    requestTimeEpoch: Math.floor(request.receivedAt / 1000),
    responseLatency: record.responseLatencyMs,
    responseLength: record.responseBytes,
    routeKey: record.routeKey,
    stage: stage.name,
    status: record.status,
  };
  if (name in known) return known[name];
  return claim === undefined ? undefined : authorizer?.context?.[claim];
}
