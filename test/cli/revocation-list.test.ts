// Revocation lists as openssl makes them: what is read of them, which CA has signed them, and which are refused in a sentence.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readRevocationList } from '../../cli/certificates/revocation-list/revocation-list.ts';

const directory = mkdtempSync(join(tmpdir(), 'lensgate-crl-'));
afterAll(() => rmSync(directory, { recursive: true }));
const path = (name: string) => join(directory, name);
const openssl = (...args: string[]): Buffer =>
  execFileSync('openssl', args, { cwd: directory, stdio: ['ignore', 'pipe', 'ignore'] });

const ec = (curve: string) => ['-newkey', 'ec', '-pkeyopt', `ec_paramgen_curve:${curve}`];

interface Ca {
  readonly name: string;
  readonly pem: string;
}
let made = 0;
function ca(
  key: readonly string[] = ec('P-256'),
  subject = '/CN=Factory/O=Lensgate',
  usage = 'keyCertSign,cRLSign',
): Ca {
  const name = `ca-${++made}`;
  const [pem, secret] = [path(`${name}.pem`), path(`${name}.key`)];
  const output = key[0] === '-key' ? [] : ['-nodes', '-keyout', secret];
  if (key[0] === '-key') writeFileSync(secret, readFileSync(path(key[1]!)));
  const extensions = ['-addext', `keyUsage=critical,${usage}`];
  openssl('req', '-x509', '-new', ...key, ...output, '-subj', subject, '-days', '30', ...extensions, '-out', pem);
  return { name, pem: readFileSync(pem, 'utf8') };
}

interface ListOptions {
  /** Lines of the CRL's extensions, in openssl's words. */
  readonly extensions?: readonly string[];
  readonly options?: readonly string[];
}

/** @param revoked number and reason of each */
function listOf(
  { name }: Ca,
  revoked: readonly (readonly [number: string, reason?: string])[],
  more: ListOptions = {},
): Buffer {
  const index = revoked.map(([number, reason]) => {
    const date = `261101000000Z${reason === undefined ? '' : `,${reason}`}`;
    return ['R', '361101000000Z', date, number, 'unknown', `/CN=${number}`].join('\t');
  });
  writeFileSync(path('index.txt'), index.map((line) => `${line}\n`).join(''));
  writeFileSync(path('crlnumber'), '01\n');
  const settings = {
    ...{ database: path('index.txt'), crlnumber: path('crlnumber'), default_md: 'sha256', default_crl_days: '30' },
    ...{ private_key: path(`${name}.key`), certificate: path(`${name}.pem`), crl_extensions: 'extensions' },
  };
  const { extensions = ['authorityKeyIdentifier=keyid:always'] } = more;
  const lines = Object.entries(settings).map(([field, value]) => `${field}=${value}`);
  const idp = ['[idp]', 'fullname=URI:http://example.com/list', 'indirectCRL=TRUE'];
  const userCerts = ['[users]', 'onlyuser=TRUE'];
  const text = ['[ca]', 'default_ca=it', '[it]', ...lines, '[extensions]', ...extensions, ...idp, ...userCerts, ''];
  writeFileSync(path('ca.cnf'), text.join('\n'));
  openssl('ca', '-config', 'ca.cnf', '-gencrl', '-out', 'list.pem', ...(more.options ?? []));
  return readFileSync(path('list.pem'));
}
const inDer = (pem: Buffer): Buffer => {
  writeFileSync(path('in.pem'), pem);
  return openssl('crl', '-in', 'in.pem', '-outform', 'DER');
};

const factory = ca();
/** A moment in which a list that was just made is good. */
const soon = () => Date.now() + 60_000;
const read = (file: Buffer, at = soon()) => readRevocationList(file, at);
const refusal = (message: RegExp) =>
  expect.objectContaining({
    name: 'RevocationListError',
    message: expect.stringMatching(message) as unknown,
  }) as unknown as Error;

describe('a revocation list', () => {
  it('names numbers by value, with the reasons that it has, in PEM as in DER', () => {
    const pem = listOf(factory, [
      ['01'],
      ['80', 'keyCompromise'],
      ['00FF00', 'certificateHold'],
      ['7F'.repeat(20), 'CACompromise'],
    ]);
    for (const file of [pem, inDer(pem)]) {
      const list = read(file);
      expect([...list.revoked]).toEqual([
        ['1', undefined],
        ['80', 'keyCompromise'],
        ['ff00', 'certificateHold'],
        ['7f'.repeat(20), 'cACompromise'],
      ]);
      expect(list.nextUpdate! - list.thisUpdate).toBe(30 * 24 * 60 * 60 * 1000);
      list.checkIssuer(factory.pem);
    }
  });

  it('may name nobody', () => {
    expect(read(listOf(factory, [])).revoked.size).toBe(0);
  });

  it('bans nobody who was taken off it', () => {
    expect([...read(listOf(factory, [['01', 'removeFromCRL'], ['02']])).revoked.keys()]).toEqual(['2']);
  });

  it('may be of user certificates alone', () => {
    const list = listOf(factory, [['01']], { extensions: ['issuingDistributionPoint=critical,@users'] });
    expect(read(list).revoked.size).toBe(1);
  });
});

describe('a CA', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['P-384 and SHA-384', ec('P-384'), ['-md', 'sha384']],
    ['P-521 and SHA-512', ec('P-521'), ['-md', 'sha512']],
    ['RSA', ['-newkey', 'rsa:2048'], []],
    ['Ed25519', ['-newkey', 'ed25519'], ['-md', 'null']],
  ])('signs with %s', (_, key, options) => {
    const signer = ca(key);
    const list = read(listOf(signer, [['01']], { options }));
    expect(() => list.checkIssuer(signer.pem)).not.toThrow();
    expect(() => list.checkIssuer(factory.pem)).toThrow(refusal(/^The list is not signed by /));
  });

  const list = listOf(factory, [['01']]);

  it('with the same subject and another key has not signed it', () => {
    expect(() => read(list).checkIssuer(ca().pem)).toThrow(refusal(/is not signed by CN=Factory, O=Lensgate\.$/));
  });

  it('with the same key and another subject is not the one that it names', () => {
    const renamed = ca(['-key', `${factory.name}.key`], '/CN=Other');
    expect(() => read(list).checkIssuer(renamed.pem)).toThrow(
      refusal(/signed by the key of CN=Other, but names CN=Factory/),
    );
  });

  it('may be certified anew', () => {
    expect(() => read(list).checkIssuer(ca(['-key', `${factory.name}.key`]).pem)).not.toThrow();
  });

  it('must be allowed to sign lists', () => {
    const only = ca(ec('P-256'), '/CN=Only', 'keyCertSign');
    expect(() => read(listOf(only, [['01']])).checkIssuer(only.pem)).toThrow(refusal(/key usage cRLSign/));
  });

  it('has not signed what was changed since', () => {
    const changed = inDer(list);
    const at = changed.indexOf(Buffer.from('261101000000Z'));
    changed.write('261102000000Z', at, 'latin1');
    expect(() => read(changed).checkIssuer(factory.pem)).toThrow(refusal(/not signed by/));
  });

  it('signs with no algorithm that is broken or unknown', () => {
    const signer = ca(['-newkey', 'rsa:2048']);
    for (const options of [
      ['-md', 'sha1'],
      ['-md', 'sha256', '-sigopt', 'rsa_padding_mode:pss'],
    ]) {
      const file = listOf(signer, [['01']], { options });
      expect(() => read(file).checkIssuer(signer.pem)).toThrow(refusal(/algorithm that this command does not take/));
    }
  });
});

describe('a list is refused', () => {
  const good = listOf(factory, [['01'], ['02', 'keyCompromise']]);
  const withExtension = (...extensions: string[]) => listOf(factory, [['01']], { extensions });

  it.each<[string, () => Buffer, RegExp]>([
    ['a delta', () => withExtension('2.5.29.27=critical,DER:020101'), /is a delta/],
    ['an indirect one', () => withExtension('issuingDistributionPoint=critical,@idp'), /is indirect/],
    [
      'one with a critical extension that nobody knows',
      () => withExtension('1.2.3.4=critical,DER:0500'),
      /critical extension/,
    ],
    ['two in one file', () => Buffer.concat([good, good]), /more than one list/],
    ['a certificate', () => Buffer.from(factory.pem), /no block BEGIN X509 CRL/],
    [
      'a certificate in DER',
      () => openssl('x509', '-in', `${factory.name}.pem`, '-outform', 'DER'),
      /no revocation list/,
    ],
    ['text', () => Buffer.from('hello'), /no revocation list/],
    ['nothing', () => Buffer.alloc(0), /no revocation list/],
    [
      'one with something behind it',
      () => Buffer.concat([inDer(good), Buffer.from('0500', 'hex')]),
      /stands behind it/,
    ],
  ])('%s', (_, file, says) => {
    expect(() => read(file())).toThrow(refusal(says));
  });

  it('that has ended, and one that has not begun', () => {
    const day = 24 * 60 * 60 * 1000;
    expect(() => read(good, soon() + 31 * day)).toThrow(refusal(/^The list ended at 20\d\d-.*newest one/));
    expect(() => read(good, soon() - day)).toThrow(refusal(/good from 20\d\d-.* only/));
  });

  it('whatever is missing or wrong in it, and never by another error', () => {
    const der = inDer(good);
    for (let length = 0; length < der.length; length++) {
      expect(() => read(der.subarray(0, length))).toThrow(refusal(/./));
    }
    for (let at = 0; at < der.length; at++) {
      for (const bits of [0x01, 0x80, 0xff]) {
        const changed = Buffer.from(der);
        changed[at]! ^= bits;
        try {
          read(changed).checkIssuer(factory.pem);
          throw new Error(`It is taken with another octet at ${at}.`);
        } catch (error) {
          expect(error).toEqual(refusal(/./));
        }
      }
    }
  });
});
