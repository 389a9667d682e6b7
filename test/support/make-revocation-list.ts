// A CA's certificate revocation list, as openssl makes it.
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** @param numbers those that the CA gave the certificates, in hexadecimal. Resolves with the list's path. */
export async function makeRevocationList(
  directory: string,
  name: string,
  signer: { readonly certificatePath: string; readonly privateKeyPath: string },
  numbers: readonly string[],
): Promise<string> {
  const fileOf = async (file: string, lines: readonly string[]): Promise<string> => {
    await writeFile(join(directory, file), lines.map((line) => `${line}\n`).join(''));
    return file;
  };
  const revoked = numbers.map((number) =>
    ['R', '491231235959Z', '261101000000Z,keyCompromise', number, 'unknown', '/CN=x'].join('\t'),
  );
  const settings = {
    ...{ database: await fileOf('index.txt', revoked), crlnumber: await fileOf('crlnumber', ['01']) },
    ...{ default_md: 'sha256', default_crl_days: 30 },
    ...{ private_key: signer.privateKeyPath, certificate: signer.certificatePath },
  };
  const lines = Object.entries(settings).map(([field, value]) => `${field}=${value}`);
  await fileOf('ca.cnf', ['[ca]', 'default_ca=it', '[it]', ...lines]);
  execFileSync('openssl', ['ca', '-config', 'ca.cnf', '-gencrl', '-out', name], { cwd: directory, stdio: 'ignore' });
  return join(directory, name);
}
