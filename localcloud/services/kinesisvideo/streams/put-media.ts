// PutMedia: the request's body is media without end, the answer is a line for each thing that happens to it.
import type { CloudContext } from '../../../core/cloud-context.ts';
import type { StreamedRequest, StreamingOperation } from '../../../core/operation.ts';
import { invalidArgument, shown } from '../channel.ts';
import { errorAcknowledgement, idleAcknowledgement, PutMediaError } from './acknowledgement.ts';
import type { Fragments } from './fragments.ts';
import { idleAcknowledgementMs, idleEndMs } from './limits.ts';
import { PutMediaSession } from './put-media-session.ts';
import type { StreamReference, Streams } from './streams.ts';

export function putMedia(
  { clock, log }: Pick<CloudContext, 'clock' | 'log'>,
  streams: Streams,
  fragments: Fragments,
): StreamingOperation {
  return {
    name: 'PutMedia',
    method: 'POST',
    path: '/putMedia',
    permissions: ({ headers }) => streams.permission('PutMedia', referenceIn(headers)),
    async handle(request) {
      const reference = requireOne(referenceIn(request.headers));
      const timecodeZeroAt = requireTimecodeZero(request.headers, clock.now());
      const { arn, status } = streams.find(reference);
      if (status === 'CREATING' || status === 'DELETING') throw streams.notFound();
      // The C producer says 0 when it doesn't want to read acknowledgements; errors concern it in any case.
      const silent = request.headers['x-amzn-fragment-acknowledgment-required'] === '0';
      const session = new PutMediaSession({
        clock,
        fragments,
        stream: () => streams.withArn(arn),
        timecodeZeroAt,
        acknowledge: async (line) => (silent ? undefined : request.write(line)),
      });
      request.begin('application/json');
      const idle = watchIdleness(clock, request);
      try {
        for await (const chunk of request.body) {
          idle.stop();
          await session.receive(chunk);
          idle.start();
        }
        idle.stop();
        await session.finish();
      } catch (error) {
        idle.stop();
        // Over a connection that broke, nothing can be sent.
        if (request.broken) return;
        if (!(error instanceof PutMediaError)) log('kinesisvideo', `PutMedia ${arn}: ${(error as Error).stack}`);
        const code = error instanceof PutMediaError ? error.code : 'INTERNAL_ERROR';
        await request.write(errorAcknowledgement(code, session.fragment));
      } finally {
        await session.close();
      }
    },
  };
}

function referenceIn(headers: StreamedRequest['headers']): StreamReference {
  return { StreamName: headers['x-amzn-stream-name'], StreamARN: headers['x-amzn-stream-arn'] };
}

function requireOne(reference: StreamReference): StreamReference {
  if ((reference.StreamName === undefined) === (reference.StreamARN === undefined)) {
    throw invalidArgument('Either x-amzn-stream-name or x-amzn-stream-arn must be given, and not both.');
  }
  return reference;
}

/** When timecode 0 was on the producer's clock. Timestamps are seconds, with a fraction or without. */
function requireTimecodeZero(headers: StreamedRequest['headers'], now: number): number {
  const type = headers['x-amzn-fragment-timecode-type'];
  const start = headers['x-amzn-producer-start-timestamp'];
  if (type !== 'ABSOLUTE' && type !== 'RELATIVE') {
    throw invalidArgument(`x-amzn-fragment-timecode-type must be ABSOLUTE or RELATIVE, but is ${shown(type)}.`);
  }
  if (start !== undefined && !/^\d{1,10}(\.\d{1,9})?$/.test(start)) {
    throw invalidArgument(
      `x-amzn-producer-start-timestamp must be seconds since the epoch (1700000000.123), but is ${shown(start)}.`,
    );
  }
  if (type === 'ABSOLUTE') return 0;
  return start === undefined ? now : Math.round(Number(start) * 1000);
}

function watchIdleness(clock: CloudContext['clock'], request: StreamedRequest): { start(): void; stop(): void } {
  let timer: ReturnType<typeof clock.after> | undefined;
  const arm = (idleMs: number): void => {
    timer = clock.after(idleAcknowledgementMs, () => {
      if (idleMs + idleAcknowledgementMs >= idleEndMs) return request.breakOff();
      void request.write(idleAcknowledgement());
      arm(idleMs + idleAcknowledgementMs);
    });
  };
  arm(0);
  return {
    start: () => arm(0),
    stop: () => timer?.cancel(),
  };
}
