// A certificate as its CA knows it: numbers by value, issuers by key. What is expected comes from openssl.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import {
  issuerAndSerialOf,
  issuerAndSerialText,
  issuerKeyOf,
  readIssuerAndSerial,
  serialByValue,
  serialOfDer,
} from '../../records/issued-certificate.ts';

const directory = mkdtempSync(join(tmpdir(), 'lensgate-issued-'));
afterAll(() => rmSync(directory, { recursive: true }));
const openssl = (args: readonly string[], input?: string | Buffer): Buffer =>
  execFileSync('openssl', args, { cwd: directory, input, stdio: ['pipe', 'pipe', 'ignore'] });

const keyFile = (name: string): string => {
  writeFileSync(join(directory, name), openssl(['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']));
  return name;
};
const selfSigned = (key: string, subject = '/CN=Factory', serial = '1'): string =>
  openssl(['req', '-x509', '-new', '-key', key, '-subj', subject, '-set_serial', serial]).toString();
const fingerprintOfKey = (pem: string): string => {
  const spki = openssl(['pkey', '-pubin', '-outform', 'DER'], openssl(['x509', '-noout', '-pubkey'], pem));
  return openssl(['dgst', '-sha256', '-r'], spki).toString().slice(0, 64);
};

const [oneKey, otherKey] = [keyFile('one.pem'), keyFile('other.pem')];

describe('an issuer', () => {
  const ca = selfSigned(oneKey);

  it('is its key', () => {
    expect(issuerKeyOf(ca)).toBe(fingerprintOfKey(ca));
  });

  it('is the same when it is certified anew, under whatever name', () => {
    expect(issuerKeyOf(selfSigned(oneKey, '/CN=Factory 2', '2'))).toBe(issuerKeyOf(ca));
  });

  it('is another one with another key, although its name is the same', () => {
    expect(issuerKeyOf(selfSigned(otherKey))).not.toBe(issuerKeyOf(ca));
  });
});

describe('a serial number', () => {
  it.each([
    ['0A:FF', 'aff'],
    ['0x0aff', 'aff'],
    ['00 0A FF', 'aff'],
    ['0aff', 'aff'],
    ['aff', 'aff'],
    ['00', '0'],
    ['-0', '0'],
    ['-0A', '-a'],
    ['f'.repeat(64), 'f'.repeat(64)],
  ])('%s is %s', (text, value) => {
    expect(serialByValue(text)).toBe(value);
  });

  it.each(['', ' ', '0x', '12 (0xc)', '4g', '--1', '1-', 'f'.repeat(65), `${'a'.repeat(100_000)}g`])(
    'is none: %j',
    (text) => {
      expect(serialByValue(text)).toBeUndefined();
    },
  );

  // The second is a number whose first bit is set: DER puts an octet of zeros in front, or it would be negative.
  it.each([
    ['0x01', '1'],
    ['0x80', '80'],
    ['0x00ff00', 'ff00'],
    ['0x7fffffffffffffffffffffffffffffffffffffff', '7fffffffffffffffffffffffffffffffffffffff'],
    ['-0x80', '-80'],
  ])('%s in a certificate is %s, as Node reads it and as DER has it', (given, value) => {
    const pem = selfSigned(oneKey, '/CN=camera', given);
    expect(issuerAndSerialOf(pem, 'a'.repeat(64))).toEqual({ issuerKey: 'a'.repeat(64), x509SerialNumber: value });
    writeFileSync(join(directory, 'der'), openssl(['x509', '-outform', 'DER'], pem));
    const der = readFileSync(join(directory, 'der'));
    // TBSCertificate: SEQUENCE, SEQUENCE, [0] version, INTEGER. [RFC 5280, 4.1]
    const at = der.indexOf(Buffer.from('a003020102', 'hex')) + 5;
    expect(der[at]).toBe(2);
    expect(serialOfDer(der.subarray(at + 2, at + 2 + der[at + 1]!))).toBe(value);
    const printed = openssl(['x509', '-noout', '-serial'], pem).toString().trim().replace('serial=', '');
    expect(serialByValue(printed)).toBe(value);
  });
});

it('the attribute of a record says both, and whatever else stands there says neither', () => {
  const issued = { issuerKey: 'a'.repeat(64), x509SerialNumber: '-c0ffee' };
  expect(readIssuerAndSerial(issuerAndSerialText(issued))).toEqual(issued);
  for (const text of [undefined, '', 'a#1', `${'a'.repeat(64)}#`, `${'a'.repeat(64)}#x`]) {
    expect(readIssuerAndSerial(text)).toBeUndefined();
  }
});
