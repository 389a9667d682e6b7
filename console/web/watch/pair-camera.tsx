// A camera becomes that of the one who watches: a token from the viewer API, which they give to the camera. It is in this page's memory only.
import { useEffect, useState } from 'react';
import type { Camera, Pairing } from '../../../client/src/index.ts';
import { ActionButton } from '../frame/action-button.tsx';
import { ask } from '../frame/ask.ts';
import { duration } from '../frame/moment.tsx';
import { Trouble } from '../frame/notice.tsx';
import { Payload } from '../frame/payload.tsx';
import { refusalWords } from './refusal-words.ts';
import type { Watcher } from './watcher.ts';

/** A token that was asked for, and which cameras were the user's before. */
export interface AskedPairing extends Pairing {
  readonly before: ReadonlySet<string>;
}

interface PairCameraProps {
  readonly watcher: Watcher;
  readonly cameras: readonly Camera[];
  readonly canAddDemoCamera: boolean;
  readonly asked: AskedPairing | undefined;
  readonly onAsked: (asked: AskedPairing | undefined) => void;
}

export function PairCamera({ watcher, cameras, canAddDemoCamera, asked, onAsked }: PairCameraProps) {
  const [announcement, setAnnouncement] = useState('');
  const theirs = cameras.filter(({ role }) => role === 'OWNER');
  const come = asked && theirs.find(({ cameraName }) => !asked.before.has(cameraName));
  // The token has done its work: it is good once.
  useEffect(() => {
    if (!come) return;
    setAnnouncement(`${come.cameraName} is paired: it belongs to ${watcher.email} now.`);
    onAsked(undefined);
  }, [come, watcher, onAsked]);
  const request = async (): Promise<void> => {
    const pairing = await watcher.client.createPairing().catch((failure: unknown) => {
      throw new Error(refusalWords(failure, { email: watcher.email }));
    });
    setAnnouncement('');
    onAsked({ ...pairing, before: new Set(theirs.map(({ cameraName }) => cameraName)) });
  };
  return (
    <details className="choose">
      <summary>Pair a camera</summary>
      <p className="quiet">
        A camera that is nobody’s becomes that of <bdi>{watcher.email}</bdi> by a token that goes through the camera:
        who holds the camera is its owner. One that has an owner stays theirs.
      </p>
      {asked && <GiveToken key={asked.pairingToken} asked={asked} canAddDemoCamera={canAddDemoCamera} />}
      <p role="status">{announcement}</p>
      <ActionButton kind={asked ? 'plain' : 'primary'} act={request}>
        {asked ? 'Ask for another token' : 'Ask for a pairing token'}
      </ActionButton>
    </details>
  );
}

function GiveToken({ asked, canAddDemoCamera }: { asked: AskedPairing; canAddDemoCamera: boolean }) {
  const { pairingToken, expiresAt } = asked;
  const leftMs = useMsUntil(Date.parse(expiresAt));
  if (leftMs <= 0)
    return <Trouble>The pairing token has ended: it was good for ten minutes. Ask for another one.</Trouble>;
  return (
    <>
      <Payload title="Pairing token" text={pairingToken} />
      <p>
        Good once, for <span role="timer">{duration(leftMs)}</span> more. An app gives it to the camera together with
        the Wi-Fi. A simulated camera that is running (SN-0001 stands for its serial number) takes it by this command,
        which asks for the token:
      </p>
      <Payload title="Command" text="npx lensgate camera pair --serial SN-0001 --token -" />
      {canAddDemoCamera && (
        <ActionButton
          busy="The camera is being made …"
          act={async () => void (await ask('addDemoCamera', { body: { pairingToken } }))}
        >
          Give it to a new demo camera
        </ActionButton>
      )}
      <p className="quiet">Waiting for the camera to bring the token …</p>
    </>
  );
}

/** In whole seconds, as they pass. */
function useMsUntil(end: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil((end - now) / 1000)) * 1000;
}
