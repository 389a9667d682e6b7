// A function's bundle: one ES module with all that it imports, made by esbuild in this process. No Docker, no network.
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { bundleOptions } from '../bundle-options.ts';
import { projectRoot } from '../project-root.ts';

/** Bundles `functions/<folder>/index.ts` to `index.mjs`, AWS SDK included; the asset's hash is that of the bundle. */
export function bundle(folder: string): Code {
  const source = join(projectRoot, 'functions', folder);
  return Code.fromAsset(source, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('unused'), // the CDK asks for one even where bundling is local
      local: {
        tryBundle(outputDirectory) {
          buildSync({
            entryPoints: [join(source, 'index.ts')],
            outfile: join(outputDirectory, 'index.mjs'),
            absWorkingDir: projectRoot,
            ...bundleOptions,
          });
          return true;
        },
      },
    },
  });
}
