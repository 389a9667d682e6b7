// AWS Lambda: the bundled functions of the templates, run in worker threads with their role's credentials; invoked, queued, and fed from queues.
import { awsApi } from '../../core/operation.ts';
import type { CreateService } from '../../core/service.ts';
import { EventInvocations } from './event-invocations.ts';
import { EventSourceMappings } from './event-source-mappings.ts';
import { Functions } from './functions.ts';
import { Invoker } from './invoker.ts';
import { lambdaOperations } from './operations.ts';
import { lambdaResources } from './resources.ts';

export const lambda: CreateService = (cloud) => {
  const functions = new Functions(cloud);
  const invoker = new Invoker(cloud);
  const events = new EventInvocations(cloud, functions, invoker);
  const mappings = new EventSourceMappings(cloud, functions, invoker);
  return {
    name: 'lambda',
    apis: [awsApi('lambda', lambdaOperations({ functions, invoker, events, mappings }))],
    resources: lambdaResources(cloud, { functions, invoker, mappings }),
    async run() {
      events.resume();
      mappings.start();
    },
    // First nothing new begins, then what is at work ends: its messages and events are still on disk.
    async stop() {
      const stopped = [mappings.stop(), events.stop()];
      await invoker.close();
      await Promise.all(stopped);
    },
  };
};
