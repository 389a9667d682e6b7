// What an admin may do to a camera. What can't be undone takes the camera's name.
import { useState, type ReactNode } from 'react';
import type { CameraRow, RetireRequest } from '../../api/cameras.ts';
import { ActionButton } from '../frame/action-button.tsx';
import { ask } from '../frame/ask.ts';

export function CameraActions({ camera }: { camera: CameraRow }) {
  const { cameraName, owner } = camera;
  const [done, setDone] = useState<ReactNode>();
  const path = { cameraName };
  const act = (change: () => Promise<unknown>, says: ReactNode) => async (): Promise<void> => {
    setDone(undefined);
    await change();
    setDone(says);
  };
  return (
    <section aria-labelledby="actions">
      <details className="menu">
        <summary>
          <h2 id="actions">Actions</h2>
        </summary>
        <ul className="plain-list">
          <Choice says="The camera gets itself a new key and certificate. Viewers don’t notice.">
            <ActionButton
              busy="Asking …"
              act={act(
                () => ask('renewCertificate', { path }),
                'The camera has been asked. Its page shows the new certificate when that is done.',
              )}
            >
              Renew its certificate
            </ActionButton>
          </Choice>
          <Choice says="Its channel is made anew and the camera is told. Who may watch it gets a new URL.">
            <EndSessions cameraName={cameraName} act={act} />
          </Choice>
          {owner === undefined && (
            <Choice says="The code before it is no good any more.">
              <ActionButton
                busy="Making a code …"
                act={async () => {
                  setDone(undefined);
                  const { claimCode } = await ask('makeClaimCode', { path });
                  setDone(
                    <>
                      Claim code, shown this once: <code>{claimCode}</code>
                    </>,
                  );
                }}
              >
                Make a claim code
              </ActionButton>
            </Choice>
          )}
          <Choice says="All shares and offers end, and all sessions.">
            <SetOwner key={owner ?? ''} cameraName={cameraName} owner={owner} act={act} />
          </Choice>
          <Choice says="Its life ends: certificate, channel, thing and all shares go.">
            <Retire cameraName={cameraName} act={act} />
          </Choice>
        </ul>
      </details>
      <p role="status">{done}</p>
    </section>
  );
}

type Act = (change: () => Promise<unknown>, says: ReactNode) => () => Promise<void>;

function Choice({ says, children }: { says: string; children: ReactNode }) {
  return (
    <li className="row">
      {children} <span className="quiet">{says}</span>
    </li>
  );
}

function Reason({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <label className="field">
      Why, for the history
      <input type="text" maxLength={512} value={value} onChange={({ target }) => onChange(target.value)} />
    </label>
  );
}

function EndSessions({ cameraName, act }: { cameraName: string; act: Act }) {
  const [reason, setReason] = useState('');
  return (
    <ActionButton
      busy="Ending all sessions …"
      act={act(() => ask('endSessions', { path: { cameraName }, body: { reason } }), 'All sessions have ended.')}
      confirm={{
        title: 'End all sessions?',
        text: 'Nobody stays who came in by an older URL. For some seconds the camera is out of reach.',
        yes: 'End them',
        fields: <Reason value={reason} onChange={setReason} />,
      }}
    >
      End all sessions
    </ActionButton>
  );
}

function SetOwner({ cameraName, owner, act }: { cameraName: string; owner: string | undefined; act: Act }) {
  const [to, setTo] = useState('');
  const [reason, setReason] = useState('');
  return (
    <ActionButton
      kind="danger"
      busy="Changing its owner …"
      act={act(
        () =>
          ask('setOwner', {
            path: { cameraName },
            body: { confirm: cameraName, owner: to.trim() === '' ? null : to, reason },
          }),
        to.trim() === '' ? 'The camera is nobody’s.' : `The camera is ${to.trim()}’s.`,
      )}
      confirm={{
        title: 'Give it another owner?',
        text: `It is ${owner === undefined ? 'nobody’s' : `${owner}’s`} now. All shares and offers end, and all sessions. Their recordings stay where they are.`,
        yes: 'Change its owner',
        typed: cameraName,
        fields: (
          <>
            <label className="field">
              E-mail address of its new owner; empty for nobody
              <input type="email" value={to} onChange={({ target }) => setTo(target.value)} />
            </label>
            <Reason value={reason} onChange={setReason} />
          </>
        ),
      }}
    >
      Change its owner
    </ActionButton>
  );
}

type Wishes = Pick<RetireRequest, 'certificate' | 'recordings' | 'manifest'>;

const choices = {
  certificate: { ban: 'Keep it, inactive: the camera stays outside', rearm: 'Delete it: the camera may register anew' },
  recordings: { keep: 'Keep them until their retention ends', delete: 'Delete them now' },
  manifest: { keep: 'Keep its entry, without first owner and code', remove: 'Remove its entry' },
} as const satisfies { readonly [Wish in keyof Wishes]: Readonly<Record<Wishes[Wish], string>> };
const titles = { certificate: 'Certificate', recordings: 'Recordings', manifest: 'Manifest' } as const;

function Retire({ cameraName, act }: { cameraName: string; act: Act }) {
  const [wishes, setWishes] = useState<Wishes>({ certificate: 'ban', recordings: 'keep', manifest: 'keep' });
  const [reason, setReason] = useState('');
  return (
    <ActionButton
      kind="danger"
      busy="Retiring the camera …"
      act={act(
        () => ask('retireCamera', { path: { cameraName }, body: { ...wishes, confirm: cameraName, reason } }),
        'The camera is retired.',
      )}
      confirm={{
        title: 'Retire the camera?',
        text: 'From now on nobody can watch it. Its certificate, channel and thing go, with all shares. This can’t be undone.',
        yes: 'Retire it',
        typed: cameraName,
        fields: (
          <>
            {(Object.keys(choices) as (keyof Wishes)[]).map((wish) => (
              <label key={wish} className="field">
                {titles[wish]}
                <select value={wishes[wish]} onChange={({ target }) => setWishes({ ...wishes, [wish]: target.value })}>
                  {Object.entries(choices[wish]).map(([word, says]) => (
                    <option key={word} value={word}>
                      {says}
                    </option>
                  ))}
                </select>
              </label>
            ))}
            <Reason value={reason} onChange={setReason} />
          </>
        ),
      }}
    >
      Retire the camera
    </ActionButton>
  );
}
