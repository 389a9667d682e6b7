// Certificates that AWS IoT knows and that were never activated: why each waits, and what to do.
import type { PendingCertificate, PendingKind, PendingProgress } from '../../api/attention.ts';
import { RegisterAgain } from '../executions/register-again.tsx';
import { ActionButton } from '../frame/action-button.tsx';
import { CameraFact } from '../frame/camera-fact.tsx';
import { Link } from '../frame/location.tsx';
import { Moment } from '../frame/moment.tsx';
import { Trouble } from '../frame/notice.tsx';
import { Badge, type BadgeProps } from '../frame/status.tsx';
import { usePendingCertificates } from './use-pending-certificates.ts';

// More than a person reads; their number is told.
const shownAtMost = 200;

const badges: Readonly<Record<PendingKind, BadgeProps>> = {
  running: { tone: 'busy', sign: '◌', word: 'Running' },
  failed: { tone: 'bad', sign: '✕', word: 'Failed' },
  stopped: { tone: 'idle', sign: '■', word: 'Stopped' },
  parked: { tone: 'warn', sign: '‖', word: 'Parked' },
  unheard: { tone: 'warn', sign: '…', word: 'No registration' },
  succeeded: { tone: 'warn', sign: '!', word: 'Succeeded, and waits' },
  unknown: { tone: 'idle', sign: '?', word: 'Not looked up' },
};

export function PendingSection() {
  const { certificates, progress, error, again } = usePendingCertificates();
  return (
    <section aria-labelledby="pending">
      <div className="row spread">
        <h2 id="pending">Certificates that wait for their activation</h2>
        {(progress?.complete || error !== undefined) && <ActionButton act={again}>Look again</ActionButton>}
      </div>
      <p className="quiet">
        AWS IoT registers a camera’s certificate as <code>PENDING_ACTIVATION</code>, and its registration activates it.
        As long as it waits, the camera can do nothing.
      </p>
      <p className="quiet number" role="status">
        {progress === undefined ? error === undefined && 'Looking …' : progressInWords(progress, certificates.length)}{' '}
        {progress?.complete && (
          <>
            As of <Moment at={progress.since} />.
          </>
        )}
      </p>
      {error !== undefined && <Trouble>{error}</Trouble>}
      {certificates.length > 0 && (
        <div className="panel">
          <ul className="letters">
            {certificates.slice(0, shownAtMost).map((certificate) => (
              <Waiting key={certificate.certificateId} certificate={certificate} />
            ))}
          </ul>
          {certificates.length > shownAtMost && (
            <p className="quiet">And {(certificates.length - shownAtMost).toLocaleString()} more.</p>
          )}
        </div>
      )}
    </section>
  );
}

function progressInWords({ looked, complete, underWay }: PendingProgress, waiting: number): string {
  const soFar = `${complete ? 'Looked at' : 'Looking, newest first:'} ${looked.toLocaleString()} ${looked === 1 ? 'certificate' : 'certificates'}${complete ? '' : ' so far'}.`;
  const found =
    waiting > 0 ? ` ${waiting.toLocaleString()} wait${waiting === 1 ? 's' : ''}.` : complete ? ' None is stuck.' : '';
  return `${soFar}${found}${underWay > 0 ? ` ${underWay.toLocaleString()} came just now.` : ''}`;
}

function Waiting({ certificate }: { certificate: PendingCertificate }) {
  const { certificateId, createdAt, kind, says, next, executionName, cameraName, coolDownUntil, canRegisterAgain } =
    certificate;
  return (
    <li className="letter" data-certificate={certificateId}>
      <p>
        <Badge {...badges[kind]} /> <bdi>{says}</bdi>
      </p>
      <p className="quiet">{next}</p>
      <dl className="facts">
        <dt>Certificate</dt>
        <dd>
          <code title={certificateId}>{certificateId.slice(0, 16)}…</code>{' '}
          {executionName !== undefined && <Link href={`/executions/${executionName}`}>Its newest execution</Link>}
        </dd>
        <dt>Came</dt>
        <dd>
          <Moment at={createdAt} />
        </dd>
        <CameraFact cameraName={cameraName} />
        {coolDownUntil !== undefined && (
          <>
            <dt>Cool-down until</dt>
            <dd>
              <Moment at={coolDownUntil} />
            </dd>
          </>
        )}
      </dl>
      {canRegisterAgain && <RegisterAgain executionName={executionName!} />}
    </li>
  );
}
