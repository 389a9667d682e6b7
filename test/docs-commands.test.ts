// The commands of the documentation, typed as they stand there: each page from top to bottom, on one running system.
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { validatePairing } from '../api/payloads/index.ts';
import { openManifestTable } from '../cli/manifest/table.ts';
import { runCamera, type RunningCamera } from './camera/running-camera.ts';
import { cameraRecord } from './support/camera-record.ts';
import { connectCamera, keepKnocking, makeCamera, registerCamera, type TestCamera } from './support/camera.ts';
import { temporaryDirectory } from './support/cloud-context.ts';
import { lensgateCommand, startInShell, stopCommands } from './support/command-line.ts';
import { blockOf, commandsOf, type DocumentedCommand } from './support/documented-commands.ts';
import { startLensgate, type Lensgate } from './support/lensgate.ts';
import { optionsOfCamera } from './support/live-camera.ts';
import { makeRevocationList } from './support/make-revocation-list.ts';
import { testAssembly } from './support/test-assembly.ts';
import { until } from './support/until.ts';

const [admin, apps, firmware] = ['docs/admin.md', 'docs/apps.md', 'docs/firmware.md'];
const [ada, bob] = ['ada@example.com', 'bob@example.com'];

let lensgate: Lensgate;
let refused: TestCamera;
let moved: TestCamera;
const running = new Map<string, RunningCamera>();
/** Where the commands are typed. */
const desk = await temporaryDirectory();
const env: Record<string, string> = {};

beforeAll(async () => {
  lensgate = await startLensgate();
  await symlink(lensgate.dataDir, join(desk.path, '.lensgate'));
  await mkdir(join(desk.path, 'bin'));
  // What npx finds in the project's folder.
  const lensgateJs = join(testAssembly.projectDir, 'cli', 'lensgate.js');
  const npx = `#!/bin/sh\nshift\nexec "${process.execPath}" "${lensgateJs}" "$@"\n`;
  await writeFile(join(desk.path, 'bin', 'npx'), npx, { mode: 0o700 });
  env['PATH'] = `${join(desk.path, 'bin')}:${process.env['PATH']}`;
  env['API_URL'] = lensgate.outputs.get('ApiUrl')!;
  env['TOKEN'] = await lensgate.token(ada);
});
afterAll(async () => {
  await stopCommands();
  await Promise.all([...running.values()].map((camera) => camera.switchOff()));
  await lensgate.stop();
  await desk.remove();
});

const file = (name: string, text: string | Buffer) => writeFile(join(desk.path, name), text);
const manifest = () => openManifestTable(lensgate.client, lensgate.outputs.get('TableName')!);
const ask = async (method: string, path: string, body?: object) =>
  fetch(`${lensgate.outputs.get('ApiUrl')!}${path}`, {
    method,
    headers: { authorization: `Bearer ${await lensgate.token(ada)}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });

/** A simulated camera that runs until the end. */
async function live(serialNumber: string, cameraName: string): Promise<RunningCamera> {
  const camera = runCamera(optionsOfCamera(lensgate, { serialNumber, cameraName }));
  running.set(cameraName, camera);
  await camera.event('went-live');
  return camera;
}

interface Scene {
  /** What the page takes for granted when its reader comes to this section. */
  readonly before?: () => Promise<unknown>;
  /** What the reader puts in for the page's own names. */
  readonly instead?: () => Readonly<Record<string, string>>;
  readonly after?: () => Promise<unknown>;
}

const scenes: Readonly<Record<string, Readonly<Record<string, Scene>>>> = {
  [admin]: {
    'The manifest: which cameras may register': {
      before: () => file('cameras.csv', blockOf(admin, 'serial,camera,owner')),
    },
    'Executions: what happened to a camera': {
      async before() {
        await live('SN-0001', 'front-door');
        refused = await makeCamera('SN-0003');
        const stop = keepKnocking(lensgate, 'attic', refused);
        const failed = ['--data-dir', lensgate.dataDir, 'executions', 'list', '--status', 'FAILED'];
        await until(async () => (await lensgateCommand(failed)).out.includes(refused.certificateId));
        stop();
      },
      instead: () => ({ '<name>': refused.certificateId.slice(0, 20) }),
    },
    'Cameras, owners and shares': {
      async before() {
        await registerCamera(lensgate, { serialNumber: 'SN-0004', cameraName: 'porch', owner: ada });
        await registerCamera(lensgate, { serialNumber: 'SN-0005', cameraName: 'nobodys' });
        expect((await ask('PUT', `/cameras/front-door/shares/${bob}`, {})).status).toBe(200);
      },
      instead: () => ({
        'set-owner --camera front-door': 'set-owner --camera porch',
        'new-claim-code --camera front-door': 'new-claim-code --camera nobodys',
      }),
    },
    'Withdrawn certificates': {
      async before() {
        const { identity } = await registerCamera(lensgate, { serialNumber: 'SN-0006', cameraName: 'garage' });
        await file('camera.pem', identity.certificate);
        await file('factory-ca.pem', await readFile(testAssembly.deviceCa.certificatePath));
        const leaked = await registerCamera(lensgate, { serialNumber: 'SN-0008', cameraName: 'hall' });
        const { serialNumber } = new X509Certificate(leaked.identity.certificate);
        await makeRevocationList(desk.path, 'factory.crl', testAssembly.deviceCa, [serialNumber]);
      },
    },
    'Retiring a camera': {
      async before() {
        moved = await registerCamera(lensgate, { serialNumber: 'SN-0009', cameraName: 'side-door' });
      },
      instead: () => ({
        // Those of the camera that is moved: the first one is gone by then.
        'front-door --certificate rearm': 'side-door --certificate rearm',
        'SN-0001 --camera back-door': 'SN-0009 --camera back-door',
      }),
      after: () => connectCamera(lensgate, 'back-door', moved),
    },
    'Looking after the fleet': {
      // Nobody waits for five minutes here.
      instead: () => ({ 'fleet reconcile': 'fleet reconcile --second-look-after 1' }),
    },
  },
  [apps]: {
    'Who is asking': {
      before: () => registerCamera(lensgate, { serialNumber: 'SN-0101', cameraName: 'app-door', owner: ada }),
      instead: () => ({ 'front-door': 'app-door' }),
    },
    '`GET /cameras/{cameraName}/viewer-url`': { instead: () => ({ 'front-door': 'app-door' }) },
  },
  [firmware]: {
    'Pairing, the button, and the factory reset': {
      async before() {
        await manifest().add({ serialNumber: 'SN-0201', cameraName: 'shed' });
        await live('SN-0201', 'shed');
      },
      instead: () => ({ 'SN-0001': 'SN-0201' }),
    },
    'Credentials for KVS': {
      async before() {
        // The reset of the section before has made the channel anew.
        await running.get('shed')!.event('went-live', 2);
        await until(async () => (await cameraRecord(lensgate, 'shed'))!['status'] === 'ACTIVE');
      },
      instead: () => ({ '<name>': 'shed' }),
    },
    "AWS's camera SDKs": { instead: () => ({ 'front-door': 'shed' }) },
    'Trying it': { instead: () => ({ 'SN-0001': 'SN-0202', 'front-door': 'gate' }) },
  },
};

interface Deed {
  readonly before?: () => Promise<unknown>;
  /** On standard input. */
  readonly input?: () => Promise<string>;
  /** It goes on until Ctrl-C, which comes when it has said this. */
  readonly until?: RegExp;
  /** Why it isn't run. */
  readonly not?: string;
}

/** By what the command begins with. */
const deeds: Readonly<Record<string, Deed>> = {
  'npx lensgate executions watch': { until: /Watching executions/ },
  'npx lensgate executions retry': {
    // "Repair the cause."
    before: () => manifest().add({ serialNumber: 'SN-0003', cameraName: 'attic' }),
  },
  'npx lensgate camera pair': {
    input: async () => validatePairing(await (await ask('POST', '/pairings')).json()).pairingToken,
  },
  'npx lensgate camera start': { until: /^Live as master of /m },
  'npx lensgate stream export': { not: 'It takes a stack with streams: test/clients/recorded-stream.test.ts.' },
  'curl "$API_URL/cameras/front-door/viewer-url" -H "authorization: $SHARED_SECRET"': {
    not: 'It takes a stack with a shared secret: test/start/shared-secret.test.ts.',
  },
};

// What asks first has no terminal here.
const asksFirst = /^npx lensgate (manifest remove|camera (replace|reset|retire|set-owner)|certificates ban)\b/;

const deedOf = (command: string): Deed =>
  Object.entries(deeds).find(([beginning]) => command.startsWith(beginning))?.[1] ?? {};

/** As it is typed into a shell. */
function scriptOf(command: string, instead: Readonly<Record<string, string>>): string {
  const named = Object.entries(instead).reduce((text, [from, to]) => text.replaceAll(from, to), command);
  if (named.startsWith('curl ')) return named.replace('curl', 'curl --fail --silent --show-error');
  return `exec ${named}${asksFirst.test(named) ? ' --yes' : ''}`;
}

describe.each([admin, apps, firmware])('%s', (page) => {
  const commands = commandsOf(page);
  const sections = [...new Set(commands.map(({ section }) => section))];

  it('has the sections and the commands that are known here', () => {
    expect(Object.keys(scenes[page]!).filter((section) => !sections.includes(section))).toEqual([]);
  });

  describe.each(sections)('%s', (section) => {
    const { before, instead, after } = scenes[page]![section] ?? {};
    beforeAll(async () => void (await before?.()));
    afterAll(async () => void (await after?.()));
    const here = commands.filter((command) => command.section === section);
    for (const documented of here) {
      const title = `${documented.line}: ${documented.command.split('\n')[0]}`;
      const { not } = deedOf(documented.command);
      if (not === undefined) it(title, () => type(documented, instead?.() ?? {}));
      else it.skip(`${title} (${not})`, () => undefined);
    }
  });
});

/** @throws Error with the page, the line and what was printed, unless it ends with exit code 0 */
async function type({ page, line, command }: DocumentedCommand, instead: Readonly<Record<string, string>>) {
  const { before, input, until: says } = deedOf(command);
  await before?.();
  const script = scriptOf(command, instead);
  const typed = startInShell(`exec 2>&1\n${script}`, { cwd: desk.path, env, input: await input?.() });
  if (says) await typed.printed(says).then(() => typed.child.kill('SIGINT'));
  const { code, out } = await typed.finished;
  if (code !== 0) throw new Error(`${page}:${line} ended with exit code ${code}: ${script}\n${out}`);
}

it('leaves out no command that is not on the pages', () => {
  const all = [admin, apps, firmware].flatMap(commandsOf).map(({ command }) => command);
  const stale = Object.keys(deeds).filter((beginning) => !all.some((command) => command.startsWith(beginning)));
  expect(stale).toEqual([]);
});
