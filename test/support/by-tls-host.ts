// What a client of the TLS hosts needs: the local CA, and a hosts file that sends the local cloud's names to this machine.
import { readFile } from 'node:fs/promises';
import type { LookupFunction } from 'node:net';
import { join } from 'node:path';

/** For node:https, node:tls and WebSocket alike. */
export interface ByTlsHost {
  readonly ca: string;
  readonly lookup: LookupFunction;
}

export async function byTlsHost(dataDir: string): Promise<ByTlsHost> {
  return {
    ca: await readFile(join(dataDir, 'certificates', 'server-ca-certificate.pem'), 'utf8'),
    lookup(name, { all }, answer) {
      if (!/^([a-z]+\.lensgate\.test|kinesisvideo\.us-east-1\.amazonaws\.com)$/.test(name)) {
        answer(new Error(`${name} is not in the hosts file`), '');
      } else if (all) answer(null, [{ address: '127.0.0.1', family: 4 }]);
      else answer(null, '127.0.0.1', 4);
    },
  };
}
