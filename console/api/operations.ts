// What the pages may ask of the backend, as one table. Handlers and questions are typed by it (request-types.ts, console/server/handlers.ts).
import type { About, Problem } from './about.ts';
import type { DeadLetterQueues, DeadLetters, PendingLine, ReconciliationNews } from './attention.ts';
import type { StoryPage } from './camera-story.ts';
import type {
  CertificateFacts,
  ClaimCodeMade,
  DemoCameraAdded,
  DemoCameraRequest,
  EndSessionsRequest,
  Examination,
  Fleet,
  OneCamera,
  RetireRequest,
  SetOwnerRequest,
} from './cameras.ts';
import type { ExecutionDetail, ExecutionsNews, Retried } from './executions.ts';
import type { ImportNews, ManifestPreview } from './manifest.ts';
import type { IssuedToken, TokenRequest } from './watch.ts';

/** How a value travels. Its type is known to the compiler alone. */
export interface Payload<Form extends string, Value> {
  readonly form: Form;
  readonly value?: Value;
}

export interface Body<Form extends string, Value> extends Payload<Form, Value> {
  readonly mostBytes: number;
}

export interface Operation {
  readonly method: 'GET' | 'POST';
  /** What its `{parameters}` may be stands in console/server/path-parameters.ts. */
  readonly path: `/api/${string}`;
  /** Names of parameters of the query, all of them optional. Others are left alone. */
  readonly query?: readonly string[];
  /** Without it, nobody reads one. */
  readonly body?: Body<'json' | 'bytes', unknown>;
  /** `json-lines`: bit by bit; a last line that is a Problem says why it broke off. `events`: server-sent, by their names. */
  readonly answer: Payload<'nothing' | 'json' | 'json-lines' | 'events', unknown>;
}

const nothing: Payload<'nothing', void> = { form: 'nothing' };
const json = <Value>(): Payload<'json', Value> => ({ form: 'json' });
const jsonLines = <Value>(): Payload<'json-lines', Value> => ({ form: 'json-lines' });
const events = <Values>(): Payload<'events', Values> => ({ form: 'events' });
const jsonBody = <Value>(mostBytes: number): Body<'json', Value> => ({ form: 'json', mostBytes });
const bytes = (mostBytes: number): Body<'bytes', Uint8Array<ArrayBuffer>> => ({ form: 'bytes', mostBytes });

const mostManifestBytes = 10 * 1024 * 1024;

export const operations = {
  getAbout: { method: 'GET', path: '/api/about', answer: json<About>() },

  /** The list, and with a name that execution in detail. */
  watchExecutions: {
    method: 'GET',
    path: '/api/stream',
    query: ['execution'],
    answer: events<{
      executions: ExecutionsNews;
      execution: ExecutionDetail;
      'execution-trouble': Problem;
    }>(),
  },
  getExecution: { method: 'GET', path: '/api/executions/{executionName}', answer: json<ExecutionDetail>() },
  stopExecution: { method: 'POST', path: '/api/executions/{executionName}/stop', answer: nothing },
  redriveExecution: { method: 'POST', path: '/api/executions/{executionName}/redrive', answer: nothing },
  retryRegistration: { method: 'POST', path: '/api/executions/{executionName}/retry', answer: json<Retried>() },

  getFleet: { method: 'GET', path: '/api/fleet', answer: json<Fleet>() },
  getCamera: { method: 'GET', path: '/api/cameras/{recordedName}', answer: json<OneCamera>() },
  examineCamera: { method: 'POST', path: '/api/cameras/{cameraName}/examine', answer: json<Examination>() },
  /**
   * The newest part of it; `before` a place: what comes before; `since` a place: what has come since, and again the five
   * minutes before, because events arrive late.
   */
  getStory: {
    method: 'GET',
    path: '/api/cameras/{cameraName}/story/{chapter}',
    query: ['before', 'since'],
    answer: json<StoryPage>(),
  },
  /** Each answers when it is done: ending sessions and retiring take some seconds. */
  retireCamera: {
    method: 'POST',
    path: '/api/cameras/{cameraName}/retire',
    body: jsonBody<RetireRequest>(10_000),
    answer: nothing,
  },
  setOwner: {
    method: 'POST',
    path: '/api/cameras/{cameraName}/owner',
    body: jsonBody<SetOwnerRequest>(10_000),
    answer: nothing,
  },
  endSessions: {
    method: 'POST',
    path: '/api/cameras/{cameraName}/end-sessions',
    body: jsonBody<EndSessionsRequest>(10_000),
    answer: nothing,
  },
  makeClaimCode: { method: 'POST', path: '/api/cameras/{cameraName}/claim-code', answer: json<ClaimCodeMade>() },
  renewCertificate: { method: 'POST', path: '/api/cameras/{cameraName}/renew', answer: nothing },
  getCertificate: { method: 'GET', path: '/api/certificates/{certificateId}', answer: json<CertificateFacts>() },
  addDemoCamera: {
    method: 'POST',
    path: '/api/demo-cameras',
    body: jsonBody<DemoCameraRequest>(10_000),
    answer: json<DemoCameraAdded>(),
  },

  issueToken: {
    method: 'POST',
    path: '/api/tokens',
    body: jsonBody<TokenRequest>(10_000),
    answer: json<IssuedToken>(),
  },

  listPendingCertificates: { method: 'GET', path: '/api/pending-certificates', answer: jsonLines<PendingLine>() },
  /** Who lists them next begins a new look at all certificates. */
  forgetPendingCertificates: { method: 'POST', path: '/api/pending-certificates/forget', answer: nothing },
  listDeadLetterQueues: { method: 'GET', path: '/api/dead-letters', answer: json<DeadLetterQueues>() },
  redriveDeadLetterQueue: { method: 'POST', path: '/api/dead-letters/{queueId}/redrive', answer: nothing },
  /** The first that SQS gave. */
  listDeadLetters: { method: 'GET', path: '/api/dead-letters/{queueId}/messages', answer: json<DeadLetters>() },
  redriveDeadLetter: {
    method: 'POST',
    path: '/api/dead-letters/{queueId}/messages/{messageId}/redrive',
    answer: nothing,
  },
  deleteDeadLetter: {
    method: 'POST',
    path: '/api/dead-letters/{queueId}/messages/{messageId}/delete',
    answer: nothing,
  },

  getReconciliation: { method: 'GET', path: '/api/reconciliation', answer: json<ReconciliationNews>() },

  previewManifest: {
    method: 'POST',
    path: '/api/manifest/preview',
    query: ['file'],
    body: bytes(mostManifestBytes),
    answer: json<ManifestPreview>(),
  },
  /** `claim-codes=make` makes a code for each camera that wants one. */
  importManifest: {
    method: 'POST',
    path: '/api/manifest/import',
    query: ['file', 'claim-codes'],
    body: bytes(mostManifestBytes),
    answer: jsonLines<ImportNews>(),
  },
  /** The browser has the claim codes up to this number: they are written now. */
  keepClaimCodes: { method: 'POST', path: '/api/manifest/import/{importId}/kept/{number}', answer: nothing },
} as const satisfies Readonly<Record<string, Operation>>;
