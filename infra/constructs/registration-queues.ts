// The queues between AWS IoT and the workflow: one to smooth a power-on storm, one where what failed waits for a person.
import { Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { createQueueWithDeadLetters } from './queue-with-dead-letters.ts';

export const startProvisioningTimeout = Duration.seconds(30);

export interface RegistrationQueuesProperties {
  readonly settings: Settings;
}

export class RegistrationQueues extends Construct {
  readonly registration: Queue;
  /** Also the topic rule's error action, and where registrations are parked while the account's channel quota is used up. */
  readonly deadLetter: Queue;

  constructor(scope: Construct, id: string, { settings }: RegistrationQueuesProperties) {
    super(scope, id);
    const { queue, deadLetter } = createQueueWithDeadLetters(this, 'Registration', {
      settings,
      consumerTimeout: startProvisioningTimeout,
      whenDeadLetters:
        'Registrations wait in the dead-letter queue. Read why, repair it, and move them back within 14 days.',
    });
    this.registration = queue;
    this.deadLetter = deadLetter;
  }
}
