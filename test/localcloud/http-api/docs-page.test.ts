// The page that shows the API to a person: complete by itself, and nothing of it comes from elsewhere.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { httpRequest } from '../../support/http-request.ts';
import { deployApi, type DeployedApi } from './deploy-api.ts';

describe('the page at /_docs/', () => {
  let api: DeployedApi;
  beforeAll(async () => void (api = await deployApi()));
  afterAll(() => api.cloud.stop());

  it('renders the document of the API that it lies beside', async () => {
    const { status, headers, body } = await httpRequest(api.url, '/_docs/');
    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'text/html; charset=utf-8' });
    expect((await httpRequest(api.url, '/_docs/page.js')).body).toContain("url: '/openapi.json'");
    expect(body).toContain('src="page.js"');
  });

  it('has all that it needs beside it, from the package', async () => {
    const { body } = await httpRequest(api.url, '/_docs/');
    const needed = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
    expect(needed).toHaveLength(4);
    for (const path of needed) expect((await httpRequest(api.url, `/_docs/${path}`)).status).toBe(200);
    const bundle = await httpRequest(api.url, '/_docs/swagger-ui-bundle.js');
    expect(bundle.body).toBe(readFileSync('node_modules/swagger-ui-dist/swagger-ui-bundle.js', 'utf8'));
  });

  it('lets the browser load nothing from anywhere else', async () => {
    const { headers, body } = await httpRequest(api.url, '/_docs/');
    expect(headers['content-security-policy']).toMatch(/^default-src 'self';/);
    expect(body).not.toMatch(/https?:|\/\//);
  });

  it('gives away no other file, and leaves every other path and method to the API', async () => {
    for (const path of [
      '/_docs/package.json',
      '/_docs/../package.json',
      '/_docs/toString',
      '/_docs/%2e%2e/x',
      '/_docs',
    ]) {
      expect((await httpRequest(api.url, path)).status).toBe(404);
    }
    expect((await httpRequest(api.url, '/_docs/', { method: 'POST' })).status).toBe(404);
  });
});
