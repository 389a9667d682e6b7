// One camera: what is known of it, its registrations, and what a look along its whole chain says.
import { useState } from 'react';
import type { About } from '../../api/about.ts';
import type { CameraRow, Examination, Finding, Fleet } from '../../api/cameras.ts';
import { ActionButton } from '../frame/action-button.tsx';
import { ask, useAsked } from '../frame/ask.ts';
import { PresenceBadge } from './fleet-page.tsx';
import type { Live } from '../frame/live.ts';
import { Link } from '../frame/location.tsx';
import { duration, Moment } from '../frame/moment.tsx';
import { Empty, Trouble } from '../frame/notice.tsx';
import { Badge, statusLooks } from '../frame/status.tsx';
import { Watch } from '../watch/watch.tsx';

export function CameraPage({ name, live, about }: { name: string; live: Live; about?: About }) {
  const { answer, error } = useAsked<Fleet>('/api/fleet', 5000);
  const camera = answer?.cameras.find(({ cameraName }) => cameraName === name);
  const registrations = live.rows.filter(
    (row) => row.cameraName === name || (camera?.certificateId && row.name.startsWith(camera.certificateId)),
  );
  return (
    <>
      <p className="crumbs">
        <Link href="/cameras">Cameras</Link> <span aria-hidden="true">›</span> <span className="unseen">this one</span>
      </p>
      <h1>
        <bdi>{camera?.displayName ?? name}</bdi> {camera && <PresenceBadge camera={camera} />}
      </h1>
      {error !== undefined && <Trouble>{error} Trying again by itself.</Trouble>}
      {answer && !camera && (
        <Empty title="There is no camera of this name">
          <p>
            It is neither registered nor in the manifest. <Link href="/cameras">To all cameras</Link>
          </p>
        </Empty>
      )}
      {camera && <Facts camera={camera} />}
      {about?.canWatch && camera?.owner !== undefined && camera.status !== 'EXPECTED' && (
        <Watch cameraName={name} owner={camera.owner} />
      )}
      {camera && (
        <section aria-labelledby="registrations">
          <h2 id="registrations">Registrations</h2>
          {registrations.length === 0 ? (
            <p className="quiet">
              {live.complete
                ? 'None yet: a registration starts when the camera connects for the first time.'
                : 'Reading executions …'}
            </p>
          ) : (
            <ul className="plain-list">
              {registrations.map(({ name, status, startedAt, stoppedAt, error }) => (
                <li key={name}>
                  <Link href={`/executions/${name}`}>
                    <Moment at={startedAt} />
                  </Link>{' '}
                  <Badge {...statusLooks[status]} />{' '}
                  <span className="quiet">
                    {stoppedAt !== undefined && duration(stoppedAt - startedAt)} {error}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
      {camera && <Doctor cameraName={camera.cameraName} />}
    </>
  );
}

function Facts({ camera }: { camera: CameraRow }) {
  const { cameraName, serialNumber, owner, shares, lastSeenAt, registeredAt, certificateId, status } = camera;
  return (
    <dl className="facts wide">
      <dt>Name</dt>
      <dd>
        <bdi>{cameraName}</bdi>
      </dd>
      <dt>Serial number</dt>
      <dd>
        <bdi>{serialNumber}</bdi>
      </dd>
      <dt>Owner</dt>
      <dd>{owner === undefined ? 'nobody yet' : <bdi>{owner}</bdi>}</dd>
      <dt>Shared with</dt>
      <dd>{shares === 0 ? 'nobody' : shares === 1 ? 'one user' : `${shares} users`}</dd>
      <dt>Last seen</dt>
      <dd>{lastSeenAt === undefined ? 'never' : <Moment at={lastSeenAt} />}</dd>
      <dt>Registered</dt>
      <dd>
        {registeredAt !== undefined ? (
          <Moment at={registeredAt} />
        ) : status === 'EXPECTED' ? (
          'not yet: the manifest expects it'
        ) : (
          'unknown'
        )}
      </dd>
      {certificateId !== undefined && <CertificateFacts certificateId={certificateId} />}
    </dl>
  );
}

function CertificateFacts({ certificateId }: { certificateId: string }) {
  const { answer, error } = useAsked<{ status?: string; notAfter?: number }>(`/api/certificates/${certificateId}`);
  return (
    <>
      <dt>Certificate</dt>
      <dd>
        <code title={certificateId}>{certificateId.slice(0, 16)}…</code> {answer?.status ?? error ?? ''}
      </dd>
      {answer?.notAfter !== undefined && (
        <>
          <dt>It expires</dt>
          <dd>
            <Moment at={answer.notAfter} as="date" />
          </dd>
        </>
      )}
    </>
  );
}

const findingLooks = {
  holds: { tone: 'good', sign: '✓', word: 'Holds' },
  fails: { tone: 'bad', sign: '✕', word: 'Fails' },
  unknown: { tone: 'idle', sign: '–', word: 'Unknown' },
} as const;

function Doctor({ cameraName }: { cameraName: string }) {
  const [findings, setFindings] = useState<readonly Finding[]>();
  return (
    <section aria-labelledby="doctor">
      <h2 id="doctor">Does everything hold?</h2>
      <p className="quiet">
        A look along the camera’s whole chain, from the manifest to its channel. It changes nothing.
      </p>
      <ActionButton
        busy="Looking …"
        act={async () => setFindings((await ask<Examination>(`/api/cameras/${cameraName}/examine`, 'POST')).findings)}
      >
        {findings === undefined ? 'Examine the camera' : 'Examine it again'}
      </ActionButton>
      <ul className="plain-list" aria-live="polite">
        {findings?.map(({ check, outcome, says, fix }) => (
          <li key={check}>
            <Badge {...findingLooks[outcome]} /> <b>{check}</b>: {says}
            {fix !== undefined && <pre tabIndex={0}>{fix}</pre>}
          </li>
        ))}
      </ul>
    </section>
  );
}
