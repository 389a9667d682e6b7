// What runs inside a sandbox's thread: loads the handler, gives it one event after the other, and words errors as Lambda's Node runtime does.
// Plain JavaScript, because a thread is started without the loaders of the process around it.
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, types } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * @typedef {{ errorType: string, errorMessage: string, trace: string[] }} FunctionError
 * @typedef {{ requestId: string, payload: string, remainingMs: number, traceId: string, context: Record<string, unknown> }} Invocation
 * @typedef {(event: unknown, context: object) => unknown} Handler
 */

let requestId = '';

for (const [method, level] of Object.entries({
  debug: 'DEBUG',
  log: 'INFO',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  trace: 'TRACE',
})) {
  console[method] = (/** @type {unknown[]} */ ...values) =>
    process.stdout.write(`${new Date().toISOString()}\t${requestId}\t${level}\t${format(...values)}\n`);
}

process.on('uncaughtException', (error) => parentPort.postMessage({ type: 'fatal', error: describe(error) }));
process.on('unhandledRejection', (reason) => {
  const error = new Error(String(reason));
  error.name = 'Runtime.UnhandledPromiseRejection';
  if (types.isNativeError(reason)) error.stack = `${error.name}: ${reason.stack}`;
  parentPort.postMessage({ type: 'fatal', error: describe(error) });
});

try {
  const handler = await loadHandler(workerData.codeDirectory, workerData.handler);
  parentPort.on('message', (/** @type {Invocation} */ invocation) => void invoke(handler, invocation));
  parentPort.postMessage({ type: 'ready' });
} catch (error) {
  parentPort.postMessage({ type: 'fatal', error: describe(error) });
}

/**
 * @param {Handler} handler
 * @param {Invocation} invocation
 */
async function invoke(handler, invocation) {
  requestId = invocation.requestId;
  process.env._X_AMZN_TRACE_ID = invocation.traceId;
  const deadline = performance.now() + invocation.remainingMs;
  const context = {
    ...invocation.context,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(Math.floor(deadline - performance.now()), 0),
  };
  try {
    const result = await handler(JSON.parse(invocation.payload), context);
    parentPort.postMessage({ type: 'result', requestId: invocation.requestId, payload: serialize(result) });
  } catch (error) {
    parentPort.postMessage({ type: 'error', requestId: invocation.requestId, error: describe(error) });
  }
}

/** @param {unknown} result */
function serialize(result) {
  try {
    return JSON.stringify(result ?? null) ?? 'null';
  } catch (error) {
    throw named('Runtime.MarshalError', `Unable to stringify response body: ${error.message}`);
  }
}

/**
 * @param {string} codeDirectory
 * @param {string} handler
 * @returns {Promise<Handler>}
 */
async function loadHandler(codeDirectory, handler) {
  const base = basename(handler);
  const dot = base.indexOf('.');
  if (dot < 1) throw named('Runtime.MalformedHandlerName', `Bad handler ${handler}: it has the form <file>.<export>`);
  const file = join(codeDirectory, dirname(handler), base.slice(0, dot));
  const module = ['.js', '.mjs', '.cjs'].map((extension) => file + extension).find((path) => existsSync(path));
  if (!module) throw named('Runtime.ImportModuleError', `Error: Cannot find module '${base.slice(0, dot)}'`);
  const namespace = await load(module);
  const path = base.slice(dot + 1).split('.');
  const pick = (/** @type {unknown} */ from) => path.reduce((value, key) => value?.[key], from);
  const found = pick(namespace) ?? pick(namespace.default);
  if (found === undefined) throw named('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  if (typeof found !== 'function') throw named('Runtime.HandlerNotFound', `${handler} is not a function`);
  if (found.length > 2) {
    throw named(
      'Runtime.CallbackHandlerDeprecated',
      'AWS Lambda has removed support for callback-based function handlers with Node.js 24: use an async function.',
    );
  }
  return found;
}

/** @param {string} file */
async function load(file) {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    const missing = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_REQUIRE_ESM'].includes(error?.code);
    if (missing) throw named('Runtime.ImportModuleError', `Error: ${error.message}`);
    if (error instanceof SyntaxError) throw named('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
    throw error;
  }
}

/**
 * @param {string} name
 * @param {string} message
 */
function named(name, message) {
  const error = new Error(message);
  error.name = name;
  error.stack = `${name}: ${message}`;
  return error;
}

/**
 * @param {unknown} error
 * @returns {FunctionError}
 */
function describe(error) {
  if (types.isNativeError(error) || error instanceof Error) {
    return {
      errorType: error.name,
      errorMessage: error.message,
      trace: (error.stack ?? '').split('\n').map((line) => line.trimEnd()),
    };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}
