// `npm run build:console`: the console's pages into .console/, when their sources are newer.
import { BuildError, buildWhenStale } from '../console/build.ts';

try {
  await buildWhenStale();
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
