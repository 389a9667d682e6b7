// The stack's dead-letter queues, found by what the stack is made of: a queue that is added later needs no line here.
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeadLetterQueue, MessageMove } from '../../api/attention.ts';
import type { SdkConfig } from '../console-options.ts';
import { ImpossibleError } from '../impossible-error.ts';
import { wordsOf } from './queue-words.ts';

/** A queue that leads to a dead-letter queue. */
export interface SourceQueue {
  readonly url: string;
  readonly arn: string;
  /** After so many tries a message is moved. */
  readonly tries: number;
}

export interface FoundQueue {
  readonly id: string;
  readonly url: string;
  readonly arn: string;
  readonly sources: readonly SourceQueue[];
}

export interface DeadLetterQueues {
  list(): Promise<readonly DeadLetterQueue[]>;
  /** Rejects with ImpossibleError when there is none of that id. */
  find(id: string): Promise<FoundQueue>;
  /** How many wait, as SQS estimates it, hidden ones among them. */
  count(queue: FoundQueue): Promise<number>;
  /** Begins to move all that is there back; how far it is, `list` tells. */
  redrive(queue: FoundQueue): Promise<void>;
  /** The numbers are others than before: who asks next is told the new ones. */
  changed(): void;
}

const foundGoodForMs = 10 * 60_000;
const countedGoodForMs = 5000;

export function openDeadLetterQueues(
  config: SdkConfig,
  sqs: SQSClient,
  StackName: string,
  now: () => number,
): DeadLetterQueues {
  const cloudFormation = new CloudFormationClient(config);
  const find = remembered(foundGoodForMs, now, async () => {
    const urls = new Map<string, string>();
    for await (const page of paginateListStackResources({ client: cloudFormation }, { StackName })) {
      for (const { ResourceType, LogicalResourceId, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
        if (ResourceType === 'AWS::SQS::Queue') urls.set(LogicalResourceId ?? '', PhysicalResourceId ?? '');
      }
    }
    const queues = await Promise.all(
      [...urls].map(async ([id, url]) => {
        const { QueueArn = '', RedrivePolicy } = await attributes(sqs, url, ['QueueArn', 'RedrivePolicy']);
        const policy = JSON.parse(RedrivePolicy ?? '{}') as { deadLetterTargetArn?: string; maxReceiveCount?: unknown };
        return { id, url, arn: QueueArn, leadsTo: policy.deadLetterTargetArn, tries: Number(policy.maxReceiveCount) };
      }),
    );
    const found = queues.map(({ id, url, arn }) => ({
      ...{ id, url, arn },
      sources: queues.filter(({ leadsTo }) => leadsTo === arn),
    }));
    return found.filter(({ sources }) => sources.length > 0);
  });

  const count = async ({ url }: FoundQueue): Promise<number> => {
    const names = [
      ...(['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const),
      'ApproximateNumberOfMessagesDelayed' as const,
    ];
    const counts = await attributes(sqs, url, names);
    return names.reduce((sum, name) => sum + Number(counts[name] ?? 0), 0);
  };

  const counted = remembered(countedGoodForMs, now, async () =>
    Promise.all(
      (await find()).map(async (queue): Promise<DeadLetterQueue> => {
        const { title, means } = wordsOf(queue.id);
        const [waiting, { Results: moves }] = await Promise.all([
          count(queue),
          sqs.send(new ListMessageMoveTasksCommand({ SourceArn: queue.arn, MaxResults: 1 })),
        ]);
        return {
          ...{ id: queue.id, title, means, waiting },
          oneSource: queue.sources.length === 1,
          ...(moves?.[0] && { move: moveOf(moves[0]) }),
        };
      }),
    ),
  );

  return {
    list: counted,
    count,
    changed: () => counted.forget(),
    async find(id) {
      const queue = (await find()).find((each) => each.id === id);
      if (!queue) throw new ImpossibleError('The stack has no such dead-letter queue.');
      return queue;
    },
    async redrive({ arn, sources }) {
      // Named, where it can be: what was put here directly knows no queue to go back to.
      const DestinationArn = sources.length === 1 ? sources[0]!.arn : undefined;
      await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn, DestinationArn }));
      counted.forget();
    },
  };
}

type AttributeNames = NonNullable<ConstructorParameters<typeof GetQueueAttributesCommand>[0]['AttributeNames']>;

async function attributes(
  sqs: SQSClient,
  QueueUrl: string,
  AttributeNames: AttributeNames,
): Promise<Partial<Record<string, string>>> {
  return (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes ?? {};
}

function moveOf(task: ListMessageMoveTasksResultEntry): MessageMove {
  const { ApproximateNumberOfMessagesMoved: moved = 0, ApproximateNumberOfMessagesToMove: toMove } = task;
  return {
    status: task.Status as MessageMove['status'],
    moved,
    startedAt: task.StartedTimestamp ?? 0,
    ...(toMove !== undefined && { toMove }),
    ...(task.FailureReason !== undefined && { failure: task.FailureReason }),
  };
}

interface Remembered<T> {
  (): Promise<T>;
  forget(): void;
}

/** Everybody who asks within that time shares one answer. A failure is not kept. */
function remembered<T>(goodForMs: number, now: () => number, ask: () => Promise<T>): Remembered<T> {
  let last: { at: number; answer: Promise<T> } | undefined;
  const answer = (): Promise<T> => {
    if (last && now() - last.at < goodForMs) return last.answer;
    const asked = { at: now(), answer: ask() };
    last = asked;
    asked.answer.catch(() => {
      if (last === asked) last = undefined;
    });
    return asked.answer;
  };
  return Object.assign(answer, { forget: () => (last = undefined) });
}
