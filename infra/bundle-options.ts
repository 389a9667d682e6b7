// How functions are bundled, for whoever does it: the CDK app, the tests of the bundles, the benchmark.
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';

/** One ES module with all that it imports, AWS SDK included: what runs is what was tested. */
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  alias: {
    '@aws-sdk/credential-provider-node': fileURLToPath(
      new URL('../functions/shared/credentials-in-lambda.ts', import.meta.url),
    ),
  },
  minify: true,
  legalComments: 'none',
  // Packages that still call require() find it in an ES module too.
  banner: { js: "import{createRequire as r__}from'node:module';const require=r__(import.meta.url);" },
  logLevel: 'warning',
} as const satisfies BuildOptions;
