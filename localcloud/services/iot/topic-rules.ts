// Topic rules as the API keeps them. What they do is in rules/.
import type { TopicRulePayload } from '@aws-sdk/client-iot';
import { AwsError } from '../../core/aws-error.ts';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import type { IotHandlers } from './handlers.ts';
import { alreadyExists, invalidRequest, member, page, ruleNameRule } from './members.ts';
import type { TopicRuleRecord } from './records.ts';
import { checkAction } from './rules/rule-actions.ts';
import { parseRuleSql } from './rules/sql.ts';
import type { IotState } from './state.ts';

export function topicRuleHandlers(cloud: CloudContext, state: IotState): IotHandlers {
  const ruleArn = (name: string): string => arn(cloud, 'iot', `rule/${name}`);
  // [API: GetTopicRule has no ResourceNotFoundException; AWS answers as if access were denied]
  const find = (ruleName: string | undefined): TopicRuleRecord => {
    const rule = state.topicRules.get(member('ruleName', ruleName, ruleNameRule));
    if (!rule) throw new AwsError('UnauthorizedException', `Access to topic rule '${ruleName}' was denied`);
    return rule;
  };
  const setDisabled = async (ruleName: string | undefined, ruleDisabled: boolean): Promise<object> => {
    const rule = find(ruleName);
    await state.topicRules.put(rule.ruleName, { ...rule, payload: { ...rule.payload, ruleDisabled } });
    return {};
  };

  return {
    async CreateTopicRule(input) {
      const ruleName = member('ruleName', input.ruleName, ruleNameRule);
      if (state.topicRules.has(ruleName)) {
        throw alreadyExists(`The rule ${ruleName} already exists`, ruleName, ruleArn(ruleName));
      }
      const payload = checkedPayload(input.topicRulePayload);
      await state.topicRules.put(ruleName, { ruleName, createdAt: cloud.clock.now(), payload });
      return {};
    },

    async ReplaceTopicRule(input) {
      const { ruleName, createdAt } = find(input.ruleName);
      await state.topicRules.put(ruleName, { ruleName, createdAt, payload: checkedPayload(input.topicRulePayload) });
      return {};
    },

    async GetTopicRule(input) {
      const { ruleName, createdAt, payload } = find(input.ruleName);
      return {
        ruleArn: ruleArn(ruleName),
        rule: { ...payload, ruleName, createdAt: new Date(createdAt), ruleDisabled: payload.ruleDisabled ?? false },
      };
    },

    EnableTopicRule: (input) => setDisabled(input.ruleName, false),
    DisableTopicRule: (input) => setDisabled(input.ruleName, true),

    async DeleteTopicRule(input) {
      await state.topicRules.delete(member('ruleName', input.ruleName, ruleNameRule));
      return {};
    },

    async ListTopicRules(input) {
      const wanted = state.topicRules
        .values()
        .filter(
          ({ payload }) => input.ruleDisabled === undefined || Boolean(payload.ruleDisabled) === input.ruleDisabled,
        );
      const { items, next } = page(wanted, input.maxResults, input.nextToken);
      return {
        rules: items.map(({ ruleName, createdAt, payload }) => ({
          ruleArn: ruleArn(ruleName),
          ruleName,
          topicPattern: parseRuleSql(payload.sql).from,
          createdAt: new Date(createdAt),
          ruleDisabled: payload.ruleDisabled ?? false,
        })),
        ...(next && { nextToken: next }),
      };
    },
  };
}

function checkedPayload(payload: TopicRulePayload | undefined): TopicRuleRecord['payload'] {
  const sql = payload?.sql;
  if (!payload || !sql) throw invalidRequest('topicRulePayload.sql must not be null');
  const version = payload.awsIotSqlVersion ?? '2015-10-08';
  if (version !== '2015-10-08' && version !== '2016-03-23') {
    throw invalidRequest(`topicRulePayload.awsIotSqlVersion: ${version} is not one of 2015-10-08, 2016-03-23`);
  }
  parseRuleSql(sql);
  for (const [index, action] of (payload.actions ?? []).entries()) checkAction(action, `actions[${index}]`);
  if (payload.errorAction) checkAction(payload.errorAction, 'errorAction');
  return { ...payload, sql };
}
