// The queues between AWS IoT and the workflow: one to smooth a power-on storm, one where what failed waits for a person.
import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** StartProvisioning's timeout; the queue hides a message for six times as long, as Lambda's event source mapping advises. */
export const startProvisioningTimeout = Duration.seconds(30);

export class RegistrationQueues extends Construct {
  readonly registration: Queue;
  readonly deadLetter: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);

    // Also the topic rule's error action, and where registrations are parked while the account's channel quota is used up.
    this.deadLetter = new Queue(this, 'RegistrationDeadLetterQueue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });

    this.registration = new Queue(this, 'RegistrationQueue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(4),
      visibilityTimeout: Duration.seconds(startProvisioningTimeout.toSeconds() * 6),
      deadLetterQueue: { queue: this.deadLetter, maxReceiveCount: 5 },
    });
  }
}
