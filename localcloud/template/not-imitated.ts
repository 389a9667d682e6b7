// Types that are left out on purpose: nothing in the system's behaviour depends on them. They get a name and an ARN, no more.
import type { CloudContext } from '../core/cloud-context.ts';
import { arn } from '../core/cloud-context.ts';
import type { CreatedResource, TemplateResource } from '../core/service.ts';

type ArnOf = (cloud: CloudContext, name: string) => string;

const arnOf: Readonly<Record<string, { nameProperty: string; arn: ArnOf }>> = {
  'AWS::CloudWatch::Alarm': {
    nameProperty: 'AlarmName',
    arn: (cloud, name) => arn(cloud, 'cloudwatch', `alarm:${name}`),
  },
  'AWS::CloudWatch::Dashboard': {
    nameProperty: 'DashboardName',
    arn: (cloud, name) => `arn:aws:cloudwatch::${cloud.accountId}:dashboard/${name}`,
  },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    arn: (cloud, name) => arn(cloud, 'logs', `log-group:${name}:*`),
  },
  'AWS::Logs::ResourcePolicy': { nameProperty: 'PolicyName', arn: (cloud, name) => arn(cloud, 'logs', name) },
  'AWS::Logs::MetricFilter': { nameProperty: 'FilterName', arn: (cloud, name) => arn(cloud, 'logs', name) },
  'AWS::SNS::Topic': { nameProperty: 'TopicName', arn: (cloud, name) => arn(cloud, 'sns', name) },
  'AWS::SNS::TopicPolicy': { nameProperty: 'Id', arn: (cloud, name) => arn(cloud, 'sns', name) },
};

/** Name and ARN for a type of the list; undefined for every other type. */
export function describeNotImitated(cloud: CloudContext, resource: TemplateResource): CreatedResource | undefined {
  const kind = arnOf[resource.type];
  if (!kind) return undefined;
  const given = resource.properties[kind.nameProperty];
  const name = typeof given === 'string' ? given : resource.physicalName(255);
  const resourceArn = kind.arn(cloud, name);
  return { ref: resource.type === 'AWS::SNS::Topic' ? resourceArn : name, attributes: { Arn: resourceArn } };
}
