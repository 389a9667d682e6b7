import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ManualClock } from '../../../localcloud/core/clock.ts';
import { temporaryDirectory } from '../../support/cloud-context.ts';
import { startSqs, urlOf } from './sqs-cloud.ts';

describe('a process that is killed with SIGKILL', () => {
  it('has lost no message that it accepted', async () => {
    const directory = await temporaryDirectory();
    const script = fileURLToPath(new URL('sender-process.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, directory.path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text: string) => {
      output += text;
      if (output.split('\n').length > 200) child.kill('SIGKILL');
    });
    await once(child, 'close');
    const accepted = output.split('\n').slice(0, -1);
    expect(accepted.length).toBeGreaterThanOrEqual(200);

    const sqs = await startSqs(directory.path, new ManualClock(Date.now() + 1000));
    const found = new Set<string>();
    for (
      let batch = await sqs.call.receive(urlOf('orders'));
      batch.length > 0;
      batch = await sqs.call.receive(urlOf('orders'))
    ) {
      for (const { MessageId } of batch) found.add(MessageId!);
    }
    expect(accepted.filter((id) => !found.has(id))).toEqual([]);
    await sqs.stop();
    await directory.remove();
  });
});
