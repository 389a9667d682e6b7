// A simulated camera at the press of a button, and then to its registration as it runs.
import { ActionButton } from '../frame/action-button.tsx';
import { ask } from '../frame/ask.ts';
import { goTo } from '../frame/location.tsx';

export function AddDemoCamera() {
  return (
    <ActionButton
      kind="primary"
      busy="The camera is being made …"
      act={async () => {
        const { executionName } = await ask('addDemoCamera', { body: {} });
        goTo(`/executions/${executionName}`);
      }}
    >
      Add a demo camera
    </ActionButton>
  );
}
