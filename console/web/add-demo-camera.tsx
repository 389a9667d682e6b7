// A simulated camera at the press of a button, and then to its registration as it runs.
import type { DemoCameraAdded } from '../api.ts';
import { ActionButton } from './action-button.tsx';
import { ask } from './ask.ts';
import { goTo } from './location.tsx';

export function AddDemoCamera() {
  return (
    <ActionButton
      kind="primary"
      busy="The camera is being made …"
      act={async () => {
        const { executionName } = await ask<DemoCameraAdded>('/api/demo-cameras', 'POST');
        goTo(`/executions/${executionName}`);
      }}
    >
      Add a demo camera
    </ActionButton>
  );
}
