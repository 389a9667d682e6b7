// A recording from the camera to a player: registered, sent, exported by the camera's name alone, and decoded by FFmpeg to the last frame.
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DescribeStreamCommand,
  KinesisVideoClient,
  ListStreamsCommand,
  UpdateDataRetentionCommand,
} from '@aws-sdk/client-kinesis-video';
import { lensgateCommand, type Finished } from '../support/command-line.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';

const run = promisify(execFile);
const installed = ['ffprobe', 'ffmpeg'].every((tool) => spawnSync(tool, ['-version']).status === 0);
if (!installed) console.warn('ffprobe and ffmpeg are not installed: their tests are skipped.');

describe('a stream that is named after the certificate', () => {
  let lensgate: Lensgate;
  let kinesisVideo: KinesisVideoClient;
  let StreamName: string;
  let file: string;
  const lensgateSays = (...args: string[]): Promise<Finished> =>
    lensgateCommand(['--data-dir', lensgate.dataDir, '--json', ...args]);
  const record = (): Promise<Finished> =>
    lensgateSays('camera', 'start', '--serial', 'SN-1', '--media', 'stream', '--exit-when-live');

  beforeAll(async () => {
    lensgate = await startLensgate({ context: { media: 'both', streamName: 'certificate' } });
    kinesisVideo = new KinesisVideoClient(lensgate.client);
    file = join(lensgate.dataDir, 'front-door.mkv');
    expect(await lensgateSays('manifest', 'add', '--serial', 'SN-1', '--camera', 'front-door')).toMatchObject({
      code: 0,
    });
    // Two connections, so that the file has a seam.
    for (let times = 0; times < 2; times++) expect(await record()).toMatchObject({ code: 0, err: '' });
    const { StreamInfoList } = await kinesisVideo.send(new ListStreamsCommand({}));
    StreamName = StreamInfoList![0]!.StreamName!;
  });
  afterAll(() => lensgate.stop());

  it('is found by the name of its camera', async () => {
    expect(StreamName).toMatch(/^[0-9a-f]{64}$/);
    const { code, out, err } = await lensgateSays('stream', 'export', '--camera', 'front-door', '--out', file);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const result = JSON.parse(out) as { stream: string; fragments: number; leftOut: number };
    expect(result).toMatchObject({ stream: StreamName, leftOut: 0 });
    expect(result.fragments).toBeGreaterThanOrEqual(2);
  });

  it("is in the line for AWS's producer", async () => {
    const { out } = await lensgateSays('camera', 'config', '--camera', 'front-door');
    expect((JSON.parse(out) as { kvssink: string }).kvssink).toContain(`stream-name=${StreamName} `);
  });

  it('of a camera that nobody knows is looked for under its name', async () => {
    const { code, err } = await lensgateSays('stream', 'export', '--camera', 'garage', '--out', file);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^There is no stream garage\./) });
  });

  (installed ? it : it.skip)('plays: FFmpeg decodes every frame without a complaint', async () => {
    const entries = 'stream=codec_name,width,height,nb_read_frames:format=format_name';
    const probe = ['-v', 'error', '-count_frames', '-show_entries', entries, '-of', 'json', file];
    const probed = await run('ffprobe', probe);
    expect(probed.stderr).toBe('');
    const { streams, format } = JSON.parse(probed.stdout) as {
      streams: { codec_name: string; width: number; height: number; nb_read_frames: string }[];
      format: object;
    };
    expect(format).toEqual({ format_name: 'matroska,webm' });
    expect(streams).toEqual([{ codec_name: 'mjpeg', width: 480, height: 272, nb_read_frames: expect.any(String) }]);
    // A fragment is a second of five frames.
    expect(Number(streams[0]!.nb_read_frames)).toBeGreaterThanOrEqual(10);
    expect((await run('ffmpeg', ['-v', 'error', '-xerror', '-i', file, '-f', 'null', '-'])).stderr).toBe('');
  });

  it('without retention ends --exit-when-live with a sentence, instead of waiting for ever', async () => {
    const { StreamInfo } = await kinesisVideo.send(new DescribeStreamCommand({ StreamName }));
    await kinesisVideo.send(
      new UpdateDataRetentionCommand({
        StreamName,
        CurrentVersion: StreamInfo!.Version,
        Operation: 'DECREASE_DATA_RETENTION',
        DataRetentionChangeInHours: StreamInfo!.DataRetentionInHours,
      }),
    );
    const { code, err } = await record();
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^The stream \S+ keeps nothing .*\n$/) });
  });
});
