// The next attempt of a registration that failed, without waiting for its cool-down; the page goes there.
import { ActionButton } from '../frame/action-button.tsx';
import { ask } from '../frame/ask.ts';
import { goTo } from '../frame/location.tsx';

export function RegisterAgain({ executionName, kind }: { executionName: string; kind?: 'primary' }) {
  return (
    <ActionButton
      kind={kind}
      act={async () => {
        const started = await ask('retryRegistration', { path: { executionName } });
        goTo(`/executions/${started.executionName}`);
      }}
    >
      Register again
    </ActionButton>
  );
}
