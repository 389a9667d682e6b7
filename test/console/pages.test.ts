// The built pages: small enough, and without anything that the content security policy would refuse.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, it } from '@jest/globals';
import { buildWhenStale, pagesDir } from '../../console/build.ts';

beforeAll(buildWhenStale);

it('have less than 300 KB of JavaScript, gzipped', () => {
  const scripts = readdirSync(join(pagesDir, 'assets')).filter((name) => name.endsWith('.js'));
  const bytes = scripts.map((name) => gzipSync(readFileSync(join(pagesDir, 'assets', name))).length);
  expect(scripts).not.toEqual([]);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300_000);
});

it('have no inline script, and load nothing from elsewhere', () => {
  const html = readFileSync(join(pagesDir, 'index.html'), 'utf8');
  expect(html.match(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/g)).toBeNull();
  expect(html.match(/(?:src|href)="(?!\/)[^"]*"/g)).toBeNull();
});
