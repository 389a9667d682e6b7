// One registration: its way through the state machine, what went wrong, and what can be done about it.
import { useEffect, useState } from 'react';
import type { ExecutionDetail } from '../../api/executions.ts';
import { ActionButton } from '../frame/action-button.tsx';
import { CameraFact } from '../frame/camera-fact.tsx';
import { ask } from '../frame/ask.ts';
import { bugReport } from './bug-report.ts';
import { HistoryTable } from './history-table.tsx';
import type { PageProps } from '../frame/page-props.ts';
import { Link } from '../frame/location.tsx';
import { duration, Moment } from '../frame/moment.tsx';
import { Empty, Trouble } from '../frame/notice.tsx';
import { Payload } from '../frame/payload.tsx';
import { RegisterAgain } from './register-again.tsx';
import { RunPanel } from './run-panel.tsx';
import { StateGraph } from './state-graph.tsx';
import { Badge, statusBadges } from '../frame/status.tsx';

// A camera that was just made has not knocked yet.
const patienceMs = 20_000;

export function ExecutionPage({ name, live }: PageProps) {
  const [patient, setPatient] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setPatient(false), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  const execution = live.execution?.name === name ? live.execution : undefined;
  if (execution) return <Shown execution={execution} />;
  if (live.executionTrouble === undefined || patient) {
    return (
      <div className="waiting" role="status">
        <h1>Waiting for the registration to begin …</h1>
        <p className="quiet">
          A camera is dropped at its first connection, and comes back: that is how AWS IoT registers it just in time.
        </p>
      </div>
    );
  }
  return (
    <Empty title="This execution can’t be shown">
      <Trouble>{live.executionTrouble}</Trouble>
      <p>
        It is looked for again by itself. <Link href="/">To all executions</Link>
      </p>
    </Empty>
  );
}

function Shown({ execution }: { execution: ExecutionDetail }) {
  const { name, status, startedAt, stoppedAt, cameraName, serialNumber, error, cause, runs, definition } = execution;
  const [chosen, setChosen] = useState<string>();
  const [copied, setCopied] = useState(false);
  const now = useNow(status === 'RUNNING');
  // Until somebody chooses: where it is, or the first state that failed.
  const telling =
    status === 'RUNNING'
      ? runs.findLast(({ outcome }) => outcome === 'running')
      : (runs.find((run) => run.error !== undefined && run.outcome !== 'succeeded') ?? runs.at(-1));
  const selected = chosen ?? telling?.name;
  const failed = status === 'FAILED' || status === 'TIMED_OUT' || status === 'ABORTED';
  return (
    <>
      <p className="crumbs">
        <Link href="/">Executions</Link> <span aria-hidden="true">›</span> <span className="unseen">this one</span>
      </p>
      <div className="row spread">
        <h1>
          <bdi>{cameraName ?? `${name.slice(0, 12)}…`}</bdi> <Badge {...statusBadges[status]} />
        </h1>
        <div className="row">
          {failed && <RegisterAgain executionName={name} kind="primary" />}
          {execution.canRedrive && (
            <ActionButton
              confirm={{
                title: 'Redrive this registration?',
                text: 'It goes on where it was stopped, with the camera’s name and owner as the manifest had them then. Register again would start anew instead, and take over what this one left.',
                yes: 'Redrive it',
              }}
              act={() => ask('redriveExecution', { path: { executionName: name } })}
            >
              Redrive
            </ActionButton>
          )}
          {status === 'RUNNING' && (
            <ActionButton
              kind="danger"
              confirm={{
                title: 'Stop this registration?',
                text: 'It stops where it is, and nothing is cleaned up. The camera stays inactive until it is redriven or registered again.',
                yes: 'Stop it',
              }}
              act={() => ask('stopExecution', { path: { executionName: name } })}
            >
              Stop
            </ActionButton>
          )}
          <button
            type="button"
            className="button plain"
            onClick={() => void navigator.clipboard.writeText(bugReport(execution)).then(() => setCopied(true))}
          >
            {copied ? 'Copied' : 'Copy as a bug report'}
          </button>
        </div>
      </div>
      {error !== undefined && (
        <div className="failure" role="alert">
          <b>{error}</b>
          {cause && <p>{cause}</p>}
        </div>
      )}
      <dl className="facts wide">
        <dt>Started</dt>
        <dd>
          <Moment at={startedAt} />
        </dd>
        <dt>{stoppedAt === undefined ? 'Running for' : 'Took'}</dt>
        <dd className="number">{duration((stoppedAt ?? now) - startedAt)}</dd>
        <CameraFact cameraName={cameraName} />
        {serialNumber !== undefined && (
          <>
            <dt>Serial number</dt>
            <dd>
              <bdi>{serialNumber}</bdi>
            </dd>
          </>
        )}
        <dt>Certificate</dt>
        <dd>
          <code title={name}>{name.slice(0, 16)}…</code>
        </dd>
        {execution.awsConsoleUrl !== undefined && (
          <>
            <dt>On AWS</dt>
            <dd>
              <a href={execution.awsConsoleUrl} target="_blank" rel="noreferrer">
                In AWS’s console
              </a>
            </dd>
          </>
        )}
      </dl>
      <div className="split">
        <StateGraph
          definition={definition}
          runs={runs}
          running={status === 'RUNNING'}
          selected={selected}
          onSelect={setChosen}
        />
        {selected !== undefined && <RunPanel name={selected} definition={definition} runs={runs} />}
      </div>
      <HistoryTable history={execution.history} />
      <details className="history">
        <summary>Input and output of the execution</summary>
        <Payload title="Input of the execution" text={execution.input} />
        <Payload title="Output of the execution" text={execution.output} />
      </details>
    </>
  );
}

function useNow(ticking: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!ticking) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
