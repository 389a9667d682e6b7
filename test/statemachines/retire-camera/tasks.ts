// The Tasks of a definition, and what AWS answers to each of them when it fails: one rule per service.
import type { Definition, State } from '../../../statemachines/definition.ts';

export interface ServiceFaults {
  readonly throttled: string;
  readonly unavailable: string;
  readonly terminal: string;
  /** What the service answers where there is nothing. */
  readonly gone?: string;
}

export interface TaskOfDefinition {
  readonly state: string;
  readonly service: ServiceFaults;
  /** Whether it changes something. */
  readonly effect: boolean;
}

const services: Readonly<Record<string, ServiceFaults>> = {
  iot: {
    throttled: 'ThrottlingException',
    unavailable: 'InternalFailureException',
    terminal: 'UnauthorizedException',
    gone: 'ResourceNotFoundException',
  },
  kinesisvideo: {
    throttled: 'ClientLimitExceededException',
    unavailable: 'InternalFailure 500',
    terminal: 'AccessDeniedException',
    gone: 'ResourceNotFoundException',
  },
  dynamodb: {
    throttled: 'ProvisionedThroughputExceededException',
    unavailable: 'InternalServerError',
    terminal: 'ResourceNotFoundException',
  },
  lambda: {
    throttled: 'TooManyRequestsException',
    unavailable: 'ServiceException',
    terminal: 'ResourceNotFoundException',
  },
  events: { throttled: 'ThrottlingException', unavailable: 'InternalException', terminal: 'ResourceNotFoundException' },
};

export function tasksOf(definition: Pick<Definition, 'States'>): TaskOfDefinition[] {
  return Object.entries(definition.States).flatMap(([name, state]: [string, State]) => {
    const inner = [state.ItemProcessor, ...(state.Branches ?? [])].flatMap((branch) => (branch ? tasksOf(branch) : []));
    if (state.Type !== 'Task') return inner;
    const [, service = '', action = ''] = /:::(?:aws-sdk:)?(\w+):(\w+)/.exec(state.Resource ?? '') ?? [];
    return [{ state: name, service: services[service]!, effect: !/^(describe|get|list|query)/.test(action) }, ...inner];
  });
}
