// Create, update, describe, list, delete and validate state machines.
import { AwsError } from '../../../core/aws-error.ts';
import type { Operations, Permission } from '../../../core/operation.ts';
import type { CloudContext } from '../../../core/cloud-context.ts';
import type { Executions } from '../executions.ts';
import { checkResource } from '../integrations/check-resource.ts';
import { InvalidDefinition, readDefinition } from '../interpreter/read-definition.ts';
import { Page } from '../paging.ts';
import { defaultSettings, type StateMachines } from '../state-machines.ts';

const passRole = (roleArn: string): Permission => ({
  action: 'iam:PassRole',
  resource: roleArn,
  context: { 'iam:PassedToService': 'states.amazonaws.com' },
});

export function stateMachineOperations(
  { clock }: CloudContext,
  machines: StateMachines,
  executions: Executions,
): Operations<'sfn'> {
  const allowed = (action: string, stateMachineArn: string): Permission => ({
    action: `states:${action}`,
    resource: stateMachineArn,
  });
  return {
    CreateStateMachine: {
      permissions: ({ name, roleArn }) => [allowed('CreateStateMachine', machines.arnOf(name!)), passRole(roleArn!)],
      async handle(input) {
        if ((input.type ?? 'STANDARD') !== 'STANDARD') {
          throw new AwsError(
            'StateMachineTypeNotSupported',
            `The local Step Functions runs STANDARD state machines only, not ${input.type!}`,
          );
        }
        const settings = {
          ...defaultSettings,
          definition: input.definition!,
          roleArn: input.roleArn!,
          ...(input.loggingConfiguration && { loggingConfiguration: input.loggingConfiguration }),
          ...(input.tracingConfiguration && { tracingConfiguration: input.tracingConfiguration }),
        };
        const existing = machines.find(input.name!);
        if (existing) {
          // [CreateStateMachine is idempotent; another role or other tags make no difference]
          const same = (['definition', 'loggingConfiguration', 'tracingConfiguration'] as const).every(
            (field) => JSON.stringify(existing[field]) === JSON.stringify(settings[field]),
          );
          if (!same) throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${existing.arn}'`);
          return { stateMachineArn: existing.arn, creationDate: new Date(existing.createdAt) };
        }
        const { arn, createdAt } = await machines.create(input.name!, settings);
        return { stateMachineArn: arn, creationDate: new Date(createdAt) };
      },
    },

    UpdateStateMachine: {
      permissions: ({ stateMachineArn, roleArn }) => [
        allowed('UpdateStateMachine', stateMachineArn!),
        ...(roleArn === undefined ? [] : [passRole(roleArn)]),
      ],
      async handle({ stateMachineArn, definition, roleArn, loggingConfiguration, tracingConfiguration }) {
        const machine = machines.get(stateMachineArn!);
        const changes = { definition, roleArn, loggingConfiguration, tracingConfiguration };
        const given = Object.entries(changes).filter(([, value]) => value !== undefined);
        if (given.length === 0) {
          throw new AwsError(
            'MissingRequiredParameter',
            `Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified`,
          );
        }
        const { revisionId } = await machines.update(machine, { ...machine, ...(Object.fromEntries(given) as object) });
        return { updateDate: new Date(clock.now()), revisionId };
      },
    },

    DescribeStateMachine: {
      permissions: ({ stateMachineArn }) => allowed('DescribeStateMachine', stateMachineArn!),
      async handle({ stateMachineArn }) {
        const { arn, createdAt, revisionId, ...machine } = machines.get(stateMachineArn!);
        return {
          ...machine,
          stateMachineArn: arn,
          status: 'ACTIVE',
          type: 'STANDARD',
          creationDate: new Date(createdAt),
          ...(revisionId !== 'INITIAL' && { revisionId }),
        };
      },
    },

    ListStateMachines: {
      permissions: () => ({ action: 'states:ListStateMachines', resource: '*' }),
      async handle(input) {
        const page = new Page('stateMachines', input);
        const all = machines.all();
        const from = page.from(0);
        return {
          stateMachines: all.slice(from, from + page.size).map(({ arn, name, createdAt }) => ({
            stateMachineArn: arn,
            name,
            type: 'STANDARD' as const,
            creationDate: new Date(createdAt),
          })),
          ...(from + page.size < all.length && { nextToken: page.tokenFor(from + page.size) }),
        };
      },
    },

    DeleteStateMachine: {
      permissions: ({ stateMachineArn }) => allowed('DeleteStateMachine', stateMachineArn!),
      async handle({ stateMachineArn }) {
        await machines.delete(stateMachineArn!);
        for (const arn of executions.arnsOf(stateMachineArn!)) await executions.abort(executions.get(arn));
        return {};
      },
    },

    ValidateStateMachineDefinition: {
      permissions: () => ({ action: 'states:ValidateStateMachineDefinition', resource: '*' }),
      async handle({ definition }) {
        try {
          readDefinition(definition!, checkResource);
          return { result: 'OK', diagnostics: [], truncated: false };
        } catch (error) {
          if (!(error instanceof InvalidDefinition)) throw error;
          const diagnostics = error.problems.map(({ code, message, at }) => ({
            severity: 'ERROR' as const,
            code,
            message,
            location: at,
          }));
          return { result: 'FAIL', diagnostics, truncated: false };
        }
      },
    },
  };
}
