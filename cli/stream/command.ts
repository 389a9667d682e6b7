// `lensgate stream`: what a camera has sent to its KVS stream.
import type { Command } from 'commander';
import { streamNameOf } from './camera-stream.ts';
import { RefusedError } from '../failures.ts';
import { printer, progressBar } from '../output.ts';
import { exportStream } from './export.ts';
import { openTarget, type GlobalOptions } from '../target.ts';

export function addStreamCommands(program: Command): void {
  const stream = program.command('stream').description("cameras' recorded video streams");

  stream
    .command('export')
    .description('write what a camera has sent to its stream, and is still kept, into one Matroska file')
    .requiredOption('--camera <name>', 'the camera')
    .requiredOption('--out <file.mkv>', 'the file to write; one that exists is replaced')
    .option('--stream <name>', "name of the stream (default: the one in the camera's record)")
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { camera: string; out: string; stream?: string }>();
      const target = await openTarget(options);
      const streamName = options.stream ?? (await streamNameOf(target, options.camera));
      const bar = progressBar();
      const exported = await exportStream(target.client, streamName, options.out, bar.show)
        .catch((error: Error) => {
          if (error.name !== 'ResourceNotFoundException') throw error;
          throw new RefusedError(
            `There is no stream ${streamName}. Cameras have one when the stack's media setting is stream or both; --stream names another.`,
          );
        })
        .finally(bar.end);
      const { fragments, bytes, from, to, leftOut } = exported;
      const left =
        leftOut === 0
          ? ''
          : `\nLeft out: ${leftOut} fragments whose tracks or codec settings differ from the first one's.`;
      printer(options.json).result(
        { stream: streamName, file: options.out, ...exported },
        `${options.out}: ${fragments} fragments, ${bytes} bytes, from ${from} to ${to}.${left}`,
      );
    });
}
