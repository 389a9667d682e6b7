// Looking at dead letters without keeping them from anybody, and sending one back or deleting it.
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeadLetter, DeadLetters } from '../../api/attention.ts';
import { ImpossibleError } from '../impossible-error.ts';
import type { DeadLetterQueues, FoundQueue, SourceQueue } from './dead-letter-queues.ts';
import { reasonOf } from './dead-letter-reason.ts';
import { wordsOf } from './queue-words.ts';

export interface DeadLetterReader {
  read(queue: FoundQueue): Promise<DeadLetters>;
  /** At least once: it is sent to its source queue, then deleted here. */
  redrive(queue: FoundQueue, messageId: string): Promise<void>;
  delete(queue: FoundQueue, messageId: string): Promise<void>;
  /** Whose registrations are parked for a quota, among those that are shown. Empty when nobody can say. */
  parkedCertificates(): Promise<ReadonlySet<string>>;
}

const shownAtMost = 50;
const searchedAtMost = 1000;
const batch = 10; // [SQS: quotas]
// Long enough to see each once, short enough that whoever dies in between hides them for a moment only.
const hiddenSeconds = 30;

/** `hasExecution`: where there is none, nothing leads to it. */
export function openDeadLetters(
  sqs: SQSClient,
  queues: DeadLetterQueues,
  hasExecution: (name: string) => boolean,
): DeadLetterReader {
  // Two who look at once would hide the messages from one another.
  const turns = new Map<string, Promise<unknown>>();
  const inTurn = <T>({ id }: FoundQueue, look: () => Promise<T>): Promise<T> => {
    const turn = (turns.get(id) ?? Promise.resolve()).then(look, look);
    turns.set(
      id,
      turn.catch(() => undefined),
    );
    return turn;
  };

  /** Receives until `enough`, or until no more come. What is not in `kept` is visible again afterwards. */
  const receive = async (
    { url: QueueUrl }: FoundQueue,
    enough: (found: ReadonlyMap<string, Message>) => boolean,
    use: (found: ReadonlyMap<string, Message>) => Promise<readonly string[]>,
  ): Promise<void> => {
    const found = new Map<string, Message>();
    let gone: readonly string[] = [];
    try {
      while (!enough(found)) {
        const { Messages: messages = [] } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: batch,
            VisibilityTimeout: hiddenSeconds,
            // Only a long poll asks all of SQS's servers. [SQS: short and long polling]
            WaitTimeSeconds: 1,
            MessageSystemAttributeNames: ['All'],
            MessageAttributeNames: ['All'],
          }),
        );
        if (messages.length === 0) break;
        for (const message of messages) found.set(message.MessageId ?? '', message);
      }
      gone = await use(found);
    } finally {
      const left = [...found].filter(([id]) => !gone.includes(id)).map(([, message]) => message);
      await release(sqs, QueueUrl, left);
    }
  };

  const one = (queue: FoundQueue, messageId: string, act: (message: Message) => Promise<void>): Promise<void> =>
    inTurn(queue, () =>
      receive(
        queue,
        (found) => found.has(messageId) || found.size >= searchedAtMost,
        async (found) => {
          const message = found.get(messageId);
          if (!message) {
            throw new ImpossibleError(
              'The message is not there any more, or SQS did not show it. Read the queue again, and try once more.',
            );
          }
          await act(message);
          await sqs.send(new DeleteMessageCommand({ QueueUrl: queue.url, ReceiptHandle: message.ReceiptHandle }));
          queues.changed();
          return [messageId];
        },
      ),
    );

  /** Nothing leads to an execution that isn't there. */
  const withoutMissingExecution = (letter: DeadLetter): DeadLetter => {
    const { executionName, ...rest } = letter;
    return letter.kind === 'parked' || hasExecution(executionName ?? '') ? letter : rest;
  };
  const read = (queue: FoundQueue): Promise<DeadLetters> =>
    inTurn(queue, async () => {
      const waiting = await queues.count(queue);
      queues.changed();
      const letters: DeadLetter[] = [];
      if (waiting > 0) {
        await receive(
          queue,
          (found) => found.size >= Math.min(waiting, shownAtMost),
          (found) => {
            for (const message of found.values()) letters.push(withoutMissingExecution(letterOf(queue, message)));
            return Promise.resolve([]);
          },
        );
      }
      letters.sort((a, b) => b.sentAt - a.sentAt);
      return { messages: letters.slice(0, shownAtMost), waiting: Math.max(waiting, letters.length) };
    });

  return {
    read,
    async parkedCertificates() {
      const letters = await queues
        .list()
        .then((all) => Promise.all(all.map(async ({ id }) => (await read(await queues.find(id))).messages)))
        .catch(() => []);
      const parked = letters.flat().filter(({ kind }) => kind === 'parked');
      return new Set(parked.map(({ certificateId }) => certificateId ?? ''));
    },
    redrive: (queue, messageId) =>
      one(queue, messageId, async (message) => {
        const source = sourceOf(queue, message) ?? (queue.sources.length === 1 ? queue.sources[0] : undefined);
        if (!source) throw new ImpossibleError('Nobody knows from which queue this message came. Send it by hand.');
        await sqs.send(
          new SendMessageCommand({
            QueueUrl: source.url,
            MessageBody: message.Body,
            MessageAttributes: message.MessageAttributes,
          }),
        );
      }),
    delete: (queue, messageId) => one(queue, messageId, () => Promise.resolve()),
  };
}

function letterOf(queue: FoundQueue, message: Message): DeadLetter {
  const { MessageId: id = '', Body: body = '', Attributes: attributes, MessageAttributes: own } = message;
  // [EventBridge: dead-letter queues, message attributes]
  const rule = own?.['RULE_ARN']?.StringValue;
  const error = own?.['ERROR_MESSAGE']?.StringValue ?? own?.['ERROR_CODE']?.StringValue;
  const tries = sourceOf(queue, message)?.tries;
  return {
    id,
    sentAt: Number(attributes?.SentTimestamp),
    received: Number(attributes?.ApproximateReceiveCount),
    ...reasonOf({
      ...{ body, tries, words: wordsOf(queue.id) },
      ...(rule !== undefined && tries === undefined && { undelivered: { rule, error: error ?? 'no reason given' } }),
    }),
  };
}

/** The queue that moved it here; undefined when it was put here directly. */
function sourceOf({ sources }: FoundQueue, { Attributes: attributes }: Message): SourceQueue | undefined {
  return sources.find(({ arn }) => arn === attributes?.DeadLetterQueueSourceArn);
}

/** Visible at once, instead of in half a minute. Where that fails, time does it. */
async function release(sqs: SQSClient, QueueUrl: string, messages: readonly Message[]): Promise<void> {
  const entries = messages.map(({ ReceiptHandle }, index) => ({
    Id: String(index % batch),
    ReceiptHandle,
    VisibilityTimeout: 0,
  }));
  for (let from = 0; from < entries.length; from += batch) {
    const Entries = entries.slice(from, from + batch);
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })).catch(() => undefined);
  }
}
