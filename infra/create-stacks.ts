// The stacks of one stage: what must outlive a mistake (data), and what can be thrown away and deployed again (service).
import type { App } from 'aws-cdk-lib';
import { checkSettings } from './check-settings.ts';
import { DataStack } from './data-stack.ts';
import { ServiceStack } from './service-stack.ts';
import type { Settings } from './settings.ts';
import { selfContainedSynthesizer } from './self-contained-synthesizer.ts';

/**
 * Adds `Lensgate-<stage>-Data` and `Lensgate-<stage>-Service` to the app. Account and Region come from the CLI at deploy
 * time. Throws `SettingsError`.
 */
export function createStacks(app: App, settings: Settings): { data: DataStack; service: ServiceStack } {
  checkSettings(settings);
  const properties = () => ({
    terminationProtection: settings.stackTerminationProtection,
    synthesizer: selfContainedSynthesizer(),
    tags: { application: 'lensgate', stage: settings.stage },
  });
  const data = new DataStack(app, `Lensgate-${settings.stage}-Data`, { ...properties(), settings });
  const service = new ServiceStack(app, `Lensgate-${settings.stage}-Service`, {
    ...properties(),
    settings,
    cameraTable: data.cameraTable,
    historyTable: data.historyTable,
    banTable: data.banTable,
    ...(data.userPool && { userPool: data.userPool }),
  });
  return { data, service };
}
