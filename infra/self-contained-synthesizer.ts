// How stacks become templates: free of the bootstrap version's parameter and rule, so that any CloudFormation engine can read them.
import { DefaultStackSynthesizer, type IStackSynthesizer } from 'aws-cdk-lib';

/** For one stack. CDK's own class doesn't fit its interface exactly (three properties that may be undefined), and stacks don't ask for those. */
export function selfContainedSynthesizer(): IStackSynthesizer {
  const synthesizer = new DefaultStackSynthesizer({ generateBootstrapVersionRule: false });
  return {
    bind: (stack) => synthesizer.bind(stack),
    addFileAsset: (asset) => synthesizer.addFileAsset(asset),
    addDockerImageAsset: (asset) => synthesizer.addDockerImageAsset(asset),
    synthesize: (session) => synthesizer.synthesize(session),
  };
}
