// One camera: what is known of it, its story, and what a look along its whole chain says.
import { useMemo, useState } from 'react';
import type { CameraRow, Finding } from '../../api/cameras.ts';
import { ActionButton } from '../frame/action-button.tsx';
import { ask } from '../frame/ask.ts';
import { useAsked } from '../frame/use-asked.ts';
import { PresenceBadge } from './fleet-page.tsx';
import type { PageProps } from '../frame/page-props.ts';
import { Link } from '../frame/location.tsx';
import { Moment } from '../frame/moment.tsx';
import { Empty, Trouble } from '../frame/notice.tsx';
import { Badge } from '../frame/status.tsx';
import { Sharing } from '../watch/sharing.tsx';
import { Watch } from '../watch/watch.tsx';
import { CameraActions } from './camera-actions.tsx';
import { ExpiryBadge, Until } from './expiry-badge.tsx';
import { Story } from './story.tsx';

/** Others have no story. [records/camera-name.ts] */
const nameOfCameras = /^[\w-]{1,128}$/;

export function CameraPage({ name, live, about }: PageProps) {
  const { answer, error } = useAsked('getCamera', { path: { recordedName: name } }, 5000);
  const camera = answer?.camera;
  const certificateId = camera?.certificateId;
  const executions = useMemo(
    () =>
      live.rows.filter(
        (row) => row.cameraName === name || (certificateId !== undefined && row.name.startsWith(certificateId)),
      ),
    [live.rows, name, certificateId],
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
      {about && camera?.owner !== undefined && camera.status !== 'EXPECTED' && (
        <>
          <Watch cameraName={name} owner={camera.owner} tokens={about.tokens} />
          <Sharing cameraName={name} owner={camera.owner} tokens={about.tokens} />
        </>
      )}
      {camera && camera.status !== 'EXPECTED' && <CameraActions camera={camera} />}
      {camera && <Doctor cameraName={camera.cameraName} />}
      {answer && nameOfCameras.test(name) && (
        <Story cameraName={name} executions={executions} complete={live.complete} isCamera={camera !== undefined} />
      )}
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
      {certificateId !== undefined && (
        <CertificateFacts certificateId={certificateId} expiresAt={camera.certificateExpiresAt} />
      )}
    </dl>
  );
}

function CertificateFacts({ certificateId, expiresAt }: { certificateId: string; expiresAt: number | undefined }) {
  const { answer, error } = useAsked('getCertificate', { path: { certificateId } });
  const notAfter = answer?.notAfter ?? expiresAt;
  return (
    <>
      <dt>Certificate</dt>
      <dd>
        <code title={certificateId}>{certificateId.slice(0, 16)}…</code> {answer?.status ?? error ?? ''}
      </dd>
      {notAfter !== undefined && (
        <>
          <dt>It expires</dt>
          <dd>
            <Until at={notAfter} as="date" /> <ExpiryBadge at={notAfter} />
          </dd>
        </>
      )}
    </>
  );
}

const findingBadges = {
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
        act={async () => setFindings((await ask('examineCamera', { path: { cameraName } })).findings)}
      >
        {findings === undefined ? 'Examine the camera' : 'Examine it again'}
      </ActionButton>
      <ul className="plain-list" aria-live="polite">
        {findings?.map(({ check, outcome, says, fix }) => (
          <li key={check}>
            <Badge {...findingBadges[outcome]} /> <b>{check}</b>: {says}
            {fix !== undefined && <pre tabIndex={0}>{fix}</pre>}
          </li>
        ))}
      </ul>
    </section>
  );
}
