// The options of `npm start`.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fixedPorts } from '../ports.ts';
import { tlsHostsPort } from '../tls-hosts/tls-hosts.ts';

export const defaults = { dataDir: '.lensgate', stage: 'dev' };

// Another program may have it: then there is no console, and everything else works.
export const consolePort = 4573;

export const help = `Runs Lensgate on this machine: the synthesized CDK app on a local imitation of AWS.

Usage: npm start -- [options]

  --data-dir <dir>   where the state lives (default: .lensgate)
  --ports auto       free ports instead of the documented ones; kept in the data directory
  --stage <name>     the stage of infra/settings.ts to synthesize (default: dev)
  --media <kind>     what cameras may send: webrtc, stream or both (default: as the stage says)
  --stream-name <of> what streams are named after: thing or certificate (default: as the stage says)
  --authentication <way>  how callers of the HTTP API prove themselves: tokens or shared-secret (default: as the stage says)
  --no-demo          don't register the demo camera
  --tls-hosts        serve AWS's camera SDKs too: AWS APIs, signaling and credentials by name, over TLS, on port ${tlsHostsPort}
                     (with --ports auto: on a free port, which AWS's WebRTC SDK in C can't use)
  --help             this text

Ports, unless --ports auto: ${consolePort} web console,
${fixedPorts.aws} AWS APIs, ${fixedPorts.api} HTTP API, ${fixedPorts.issuer} sign-in and tokens, ${fixedPorts.mqtt} MQTT over TLS,
${fixedPorts.credentialProvider} credentials provider, ${fixedPorts.masterSignaling} signaling for cameras, ${fixedPorts.viewerSignaling} signaling for viewers.
All on 127.0.0.1.`;

export interface Options {
  readonly dataDir: string;
  readonly ports: typeof fixedPorts | 'auto';
  readonly stage: string;
  /** In place of the stage's own settings; the CDK app knows what they take. */
  readonly overrides: Readonly<Record<string, string>>;
  readonly demo: boolean;
  readonly tlsHosts: boolean;
}

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What the command line says; undefined where it asks for help. Throws UsageError, a sentence for a person. */
export function readOptions(): Options | undefined {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        'data-dir': { type: 'string', default: defaults.dataDir },
        ports: { type: 'string', default: 'fixed' },
        stage: { type: 'string', default: defaults.stage },
        media: { type: 'string' },
        'stream-name': { type: 'string' },
        authentication: { type: 'string' },
        'no-demo': { type: 'boolean', default: false },
        'tls-hosts': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}. npm start -- --help lists the options.`);
  }
  if (values.help) return undefined;
  if (values.ports !== 'fixed' && values.ports !== 'auto') {
    throw new UsageError(`--ports takes auto (given: ${values.ports}); without it the documented ports are used.`);
  }
  const { media, 'stream-name': streamName, authentication } = values;
  return {
    dataDir: resolve(values['data-dir']),
    ports: values.ports === 'auto' ? 'auto' : fixedPorts,
    stage: values.stage,
    overrides: {
      ...(media !== undefined && { media }),
      ...(streamName !== undefined && { streamName }),
      ...(authentication !== undefined && { authentication }),
    },
    demo: !values['no-demo'],
    tlsHosts: values['tls-hosts'],
  };
}
