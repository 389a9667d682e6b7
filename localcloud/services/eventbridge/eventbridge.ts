// Amazon EventBridge: buses, rules with event patterns, and delivery that survives a restart.
import { awsApi } from '../../core/operation.ts';
import type { CreateService } from '../../core/service.ts';
import { Buses } from './buses.ts';
import { Deliveries } from './deliveries.ts';
import { putEvents } from './put-events.ts';
import { eventBridgeResources } from './resources.ts';
import { ruleOperations } from './rule-operations.ts';

export const eventbridge: CreateService = (cloud) => {
  const buses = new Buses(cloud);
  const deliveries = new Deliveries(cloud, buses);
  return {
    name: 'eventbridge',
    apis: [awsApi('eventbridge', putEvents(cloud, buses, deliveries), ruleOperations(buses))],
    resources: eventBridgeResources(buses),
    open: () => buses.forgetTemplates(),
    run: async () => deliveries.resume(),
    stop: () => deliveries.stop(),
  };
};
