// The EventBridge actions on buses, rules and targets.
import type * as sdk from '@aws-sdk/client-eventbridge';
import { AwsError } from '../../core/aws-error.ts';
import type { Operations } from '../../core/operation.ts';
import type { Buses, Rule } from './buses.ts';
import { parsePattern } from './event-pattern.ts';
import { validateTarget } from './targets.ts';

/** How inputs name a rule: one of its own, or one with targets. */
interface OfRule {
  EventBusName?: string | undefined;
  Name?: string | undefined;
  Rule?: string | undefined;
}

export function ruleOperations(buses: Buses): Operations<'eventbridge'> {
  const onRule = (action: string) => (input: OfRule) => ({
    action: `events:${action}`,
    resource: buses.ruleArn({ busName: buses.nameOf(input.EventBusName), name: input.Name ?? input.Rule ?? '' }),
  });

  return {
    CreateEventBus: {
      permissions: ({ Name = '' }) => ({ action: 'events:CreateEventBus', resource: buses.arnOf(Name) }),
      async handle({ Name = '', Description }) {
        if (buses.has(Name)) throw new AwsError('ResourceAlreadyExistsException', `Event bus ${Name} already exists.`);
        await buses.putBus({ name: Name, ...(Description && { description: Description }), fromTemplate: false });
        return { EventBusArn: buses.arnOf(Name) };
      },
    },

    ListEventBuses: {
      permissions: () => ({ action: 'events:ListEventBuses', resource: '*' }),
      handle: async ({ NamePrefix = '' }) => ({
        EventBuses: buses
          .all()
          .filter(({ name }) => name.startsWith(NamePrefix))
          .map(({ name, description }) => ({ Name: name, Arn: buses.arnOf(name), Description: description })),
      }),
    },

    PutRule: {
      permissions: onRule('PutRule'),
      async handle({ Name = '', EventBusName, EventPattern, ScheduleExpression, State = 'ENABLED', Description }) {
        if (ScheduleExpression || !EventPattern) {
          throw invalid('Rules on a schedule are not imitated: a rule needs an EventPattern.', 'ValidationException');
        }
        const busName = buses.nameOf(EventBusName);
        const targets = buses.findRule(busName, Name)?.targets ?? [];
        const description = Description && { description: Description };
        await buses.putRule(
          checked({
            name: Name,
            busName,
            pattern: EventPattern,
            state: State,
            targets,
            ...description,
            fromTemplate: false,
          }),
        );
        return { RuleArn: buses.ruleArn({ busName, name: Name }) };
      },
    },

    DeleteRule: {
      permissions: onRule('DeleteRule'),
      async handle({ Name = '', EventBusName }) {
        const busName = buses.nameOf(EventBusName);
        const targets = buses.findRule(busName, Name)?.targets ?? [];
        if (targets.length > 0) throw invalid("Rule can't be deleted since it has targets.", 'ValidationException');
        await buses.removeRule(busName, Name);
        return {};
      },
    },

    ListRules: {
      permissions: ({ EventBusName }) => ({
        action: 'events:ListRules',
        resource: buses.ruleArn({ busName: buses.nameOf(EventBusName), name: '*' }),
      }),
      async handle({ EventBusName, NamePrefix = '' }) {
        const rules = buses.rulesOn(buses.nameOf(EventBusName)).filter(({ name }) => name.startsWith(NamePrefix));
        return { Rules: rules.map((rule) => described(buses, rule)) };
      },
    },

    PutTargets: {
      permissions: onRule('PutTargets'),
      async handle({ Rule: name = '', EventBusName, Targets = [] }) {
        const rule = buses.getRule(buses.nameOf(EventBusName), name);
        const others = rule.targets.filter(({ Id }) => !Targets.some((target) => target.Id === Id));
        await buses.putRule(checked({ ...rule, targets: [...others, ...Targets] }));
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    },

    RemoveTargets: {
      permissions: onRule('RemoveTargets'),
      async handle({ Rule: name = '', EventBusName, Ids = [] }) {
        const rule = buses.getRule(buses.nameOf(EventBusName), name);
        await buses.putRule({ ...rule, targets: rule.targets.filter(({ Id }) => !Ids.includes(Id!)) });
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    },

    ListTargetsByRule: {
      permissions: onRule('ListTargetsByRule'),
      handle: async ({ Rule: name = '', EventBusName }) => ({
        Targets: [...buses.getRule(buses.nameOf(EventBusName), name).targets],
      }),
    },
  };
}

/** Throws InvalidEventPatternException, or ValidationException for a target that isn't imitated. */
export function checked(rule: Rule): Rule {
  try {
    parsePattern(rule.pattern);
  } catch (error) {
    throw invalid((error as Error).message, 'InvalidEventPatternException');
  }
  try {
    rule.targets.forEach(validateTarget);
  } catch (error) {
    throw invalid(`Rule ${rule.name}: ${(error as Error).message}`, 'ValidationException');
  }
  return rule;
}

function described(buses: Buses, rule: Rule): sdk.Rule {
  return {
    Name: rule.name,
    Arn: buses.ruleArn(rule),
    EventPattern: rule.pattern,
    State: rule.state,
    EventBusName: rule.busName,
    ...(rule.description && { Description: rule.description }),
  };
}

function invalid(message: string, name: string): AwsError {
  return new AwsError(name, message, { statusCode: 400 });
}
