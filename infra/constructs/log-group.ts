// A log group with the stage's retention: named, so that a person finds it, and kept in the stages that keep logs.
import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

export function createLogGroup(scope: Construct, id: string, settings: Settings, logGroupName: string): LogGroup {
  return new LogGroup(scope, id, {
    logGroupName,
    retention: settings.logRetention,
    removalPolicy: settings.retainLogs ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
  });
}
