// The CDK app: two stacks per stage, and the rules that they are checked against at every synthesis.
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { createStacks } from './create-stacks.ts';
import { SettingsError, readSettings } from './settings.ts';

try {
  const app = new App({ analyticsReporting: false });
  createStacks(
    app,
    readSettings((key) => app.node.tryGetContext(key) as unknown),
  );
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
