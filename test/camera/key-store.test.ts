// A camera keeps the identity that it was born with, and keeps it to itself.
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keepIdentity } from '../../camera/key-store.ts';
import { temporaryDirectory } from '../support/cloud-context.ts';
import { idOf, makeDevice, makeTestCa } from '../support/mqtt-device.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  directory = await temporaryDirectory();
});
afterEach(() => directory.remove());

const serialNumber = 'SN:0001';
const make = async () => makeDevice(serialNumber, await makeTestCa());

describe('a camera key store', () => {
  it('makes an identity once and finds it again', async () => {
    const first = await keepIdentity(directory.path, serialNumber, make);
    const second = await keepIdentity(directory.path, serialNumber, () => Promise.reject(new Error('made again')));
    expect(first).toMatchObject({ made: 'now', certificateId: idOf(first.certificate) });
    expect(second.made).toBe('before');
    expect(second.certificate.trim()).toBe(first.certificate.trim());
    expect(second.privateKey.trim()).toBe(first.privateKey.trim());
  });

  it('lets nobody else read the key', async () => {
    const path = join(directory.path, 'cameras');
    await keepIdentity(path, serialNumber, make);
    const [file, ...others] = await readdir(path);
    expect(others).toEqual([]);
    expect((await stat(join(path, file!))).mode & 0o777).toBe(0o600);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
  });

  it('does not replace what it cannot read', async () => {
    await keepIdentity(directory.path, serialNumber, make);
    const file = join(directory.path, (await readdir(directory.path))[0]!);
    await writeFile(file, 'not a key');
    await expect(keepIdentity(directory.path, serialNumber, make)).rejects.toThrow('Remove it');
    expect(await readFile(file, 'utf8')).toBe('not a key');
  });
});
