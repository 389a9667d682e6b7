// What waits for a person, in a browser: dead letters with their payload as text, and their way back.
import {
  CreateSignalingChannelCommand,
  DeleteSignalingChannelCommand,
  DescribeSignalingChannelCommand,
  KinesisVideoClient,
} from '@aws-sdk/client-kinesis-video';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { openManifestTable } from '../../cli/manifest/table.ts';
import { awsQuotas } from '../../localcloud/services/kinesisvideo/quotas.ts';
import { describeInBrowser } from '../support/browser.ts';
import { connectCamera, makeCamera } from '../support/camera.ts';
import { commandsAgainst } from '../support/command-line.ts';
import { openConsoleInBrowser, type ConsoleInBrowser } from '../support/console-in-browser.ts';
import type { Lensgate } from '../support/lensgate.ts';
import { until } from '../support/until.ts';

// The whole account's, in this process.
const quotas = awsQuotas as { channelsPerAccount: number };
const { channelsPerAccount } = quotas;

describeInBrowser('the attention page', () => {
  let inBrowser: ConsoleInBrowser;
  let page: Page;
  beforeAll(async () => {
    inBrowser = await openConsoleInBrowser();
    ({ page } = inBrowser);
  });
  afterAll(async () => {
    quotas.channelsPerAccount = channelsPerAccount;
    await inBrowser?.close();
  });

  const accessibilityProblems = (): Promise<string[]> => inBrowser.accessibilityProblems();
  const queue = (title: string) => page.getByRole('region', { name: new RegExp(`^${title}`) });

  it('says that no queue has anything, and the menu has no number', async () => {
    await page.goto(inBrowser.web.url);
    await page.getByRole('link', { name: 'Attention', exact: true }).click();
    await queue('Registrations').getByText('Empty').waitFor();
    await queue('Presence').getByText('Empty').waitFor();
    expect(await accessibilityProblems()).toEqual([]);
  });

  it('shows a registration that was parked for a quota; it is redriven after the repair, and registers', async () => {
    const { lensgate } = inBrowser;
    await openManifestTable(lensgate.client, lensgate.outputs.get('TableName')!).add({
      serialNumber: 'SN-1',
      cameraName: 'front-door',
    });
    quotas.channelsPerAccount = 0;
    const camera = await makeCamera('SN-1');
    const connected = connectCamera(lensgate, 'front-door', camera);
    const letter = queue('Registrations').locator('.letter');
    await letter.getByText(/^Parked for a quota: attempt 1/).waitFor();
    await page.getByRole('link', { name: 'Attention 1 waiting' }).waitFor();
    await letter.getByText('Payload', { exact: false }).first().click();
    expect(await letter.locator('pre').textContent()).toContain(camera.certificateId);
    expect(await accessibilityProblems()).toEqual([]);

    quotas.channelsPerAccount = channelsPerAccount;
    await queue('Registrations').getByRole('button', { name: 'Redrive all' }).click();
    const dialog = page.getByRole('dialog', { name: 'Redrive one message?' });
    expect(await dialog.textContent()).toContain('they come back');
    expect(await accessibilityProblems()).toEqual([]);
    await dialog.getByRole('button', { name: 'Redrive all' }).click();
    await queue('Registrations').getByText('The last redrive is done: 1 of about 1 moved.').waitFor();
    await queue('Registrations').getByText('Empty').waitFor();
    await connected;
  });

  it('says why a certificate waits for its activation; after the repair it is registered again from there', async () => {
    const { lensgate, web } = inBrowser;
    const camera = await makeCamera('SN-LATE');
    const connected = connectCamera(lensgate, 'late', camera);
    await page.goto(`${web.origin}/executions/${camera.certificateId}`);
    await page.locator('h1 .badge', { hasText: 'Failed' }).waitFor();
    await page.getByRole('link', { name: 'Attention', exact: true }).click();
    const pending = page.getByRole('region', { name: 'Certificates that wait' });
    await pending.getByText(/^Looked at \d+ certificates?\./).waitFor();
    await pending.getByRole('button', { name: 'Look again' }).click();
    const waiting = pending.locator(`[data-certificate="${camera.certificateId}"]`);
    await waiting
      .getByText(/^Attempt 1 ended as FAILED, UnknownSerialNumberError: .*SN-LATE is not in the manifest/)
      .waitFor();
    await waiting.getByText('Cool-down until').waitFor();
    expect(await accessibilityProblems()).toEqual([]);
    await openManifestTable(lensgate.client, lensgate.outputs.get('TableName')!).add({
      serialNumber: 'SN-LATE',
      cameraName: 'late',
    });
    await waiting.getByRole('button', { name: 'Register again' }).click();
    await page.waitForURL(new RegExp(`${camera.certificateId}-2$`));
    await page.locator('h1 .badge', { hasText: 'Succeeded' }).waitFor();
    await connected;
    await page.getByRole('link', { name: 'Attention', exact: true }).click();
    await pending.getByText(/None is stuck\./).waitFor();
  });

  it('tells what the newest run of the reconciler found, and what became of it', async () => {
    const { lensgate } = inBrowser;
    const section = page.getByRole('region', { name: 'What differs from what should be' });
    await section.getByText('There was no run yet.').waitFor();
    const { kinesisVideo, cameraName } = {
      kinesisVideo: new KinesisVideoClient(lensgate.client),
      cameraName: 'front-door',
    };
    const { ChannelInfo } = await kinesisVideo.send(new DescribeSignalingChannelCommand({ ChannelName: cameraName }));
    await kinesisVideo.send(new DeleteSignalingChannelCommand({ ChannelARN: ChannelInfo!.ChannelARN }));
    await until(() =>
      kinesisVideo.send(new DescribeSignalingChannelCommand({ ChannelName: cameraName })).then(
        () => false,
        () => true,
      ),
    );
    const { code } = await commandsAgainst(lensgate).run('fleet', 'reconcile', '--second-look-after', '1');
    expect(code).toBe(0);
    await page.reload();
    const line = section.locator('[data-drift="record-without-channel"]');
    await line.getByText('Repaired').waitFor();
    await line.getByText('names a channel that is gone').waitFor();
    expect(await accessibilityProblems()).toEqual([]);
  });

  it('shows hostile payloads as text, masks their secrets, and deletes one after asking', async () => {
    const { lensgate } = inBrowser;
    const QueueUrl = lensgate.outputs.get('RegistrationDeadLetterQueueUrl')!;
    const sqs = new SQSClient(lensgate.client);
    const hostile = {
      topic: '<img src=x onerror=alert(1)>',
      ruleName: '\u202Egnp.exe',
      failures: [
        { failedAction: 'SqsAction', failedResource: '<script>alert(2)</script>', errorMessage: 'x'.repeat(300) },
      ],
      base64OriginalPayload: Buffer.from('{"password":"hunter2"}').toString('base64'),
    };
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(hostile) }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'no <b>JSON</b> at all' }));
    const letters = queue('Registrations').locator('.letter');
    await letters.filter({ hasText: '<script>alert(2)</script>' }).waitFor();
    const unreadable = letters.filter({ hasText: 'It is no JSON object' });
    await unreadable.waitFor();
    for (const summary of await letters.locator('summary').all()) await summary.click();
    expect(await page.locator('main script, main img, main b').count()).toBe(0);
    const text = await page.locator('main').textContent();
    expect(text).toContain('••• masked •••');
    expect(text).not.toMatch(/hunter2|aHVudGVyMi/);
    expect(await accessibilityProblems()).toEqual([]);

    await unreadable.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete it' }).click();
    await unreadable.waitFor({ state: 'detached' });
  });

  it('redrives a registration that was stopped: it goes on where it stood, and turns green', async () => {
    const { lensgate, web } = inBrowser;
    await openManifestTable(lensgate.client, lensgate.outputs.get('TableName')!).add({
      serialNumber: 'SN-2',
      cameraName: 'garage',
    });
    const camera = await makeCamera('SN-2');
    await page.goto(`${web.origin}/executions/${camera.certificateId}`);
    await holdName('garage', lensgate);
    const connected = connectCamera(lensgate, 'garage', camera);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Stop it' }).click();
    await page.locator('h1 .badge', { hasText: 'Stopped' }).waitFor();
    await page.locator('[data-outcome="stopped"]').first().waitFor();

    await page.getByRole('button', { name: 'Redrive' }).click();
    expect(await accessibilityProblems()).toEqual([]);
    await page.getByRole('button', { name: 'Redrive it' }).click();
    await page.locator('h1 .badge', { hasText: 'Succeeded' }).waitFor();
    expect(await page.locator('[data-outcome="stopped"]').count()).toBe(0);
    await page.getByText(/^Event history/).click();
    await page.getByRole('cell', { name: 'ExecutionRedriven' }).waitFor();
    await connected;
    await page.getByRole('link', { name: 'Executions' }).first().click();
    await page.getByRole('row', { name: /garage.*Succeeded/ }).waitFor();
  });

  it('is as readable in the dark, and on a phone', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 375, height: 700 });
    await page.goto(`${inBrowser.web.origin}/attention`);
    await queue('Registrations').locator('.letter').first().waitFor();
    expect(await accessibilityProblems()).toEqual([]);
    const wide = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(wide).toBe(0);
  });

  it('had no error on the way', () => expect(inBrowser.troubles).toEqual([]));
});

/** A channel of that name that is just being deleted: a registration waits for it, long enough to be stopped. */
async function holdName(ChannelName: string, { client }: Lensgate): Promise<void> {
  const kinesisVideo = new KinesisVideoClient(client);
  const { ChannelARN } = await kinesisVideo.send(new CreateSignalingChannelCommand({ ChannelName }));
  const look = new DescribeSignalingChannelCommand({ ChannelARN });
  await until(async () => (await kinesisVideo.send(look)).ChannelInfo?.ChannelStatus === 'ACTIVE');
  await kinesisVideo.send(new DeleteSignalingChannelCommand({ ChannelARN }));
}
