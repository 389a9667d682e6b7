// What happened in one state: each visit of it, newest first.
import type { StateMachine, State, StateRun } from '../../api/executions.ts';
import { duration, Moment } from '../frame/moment.tsx';
import { Payload } from '../frame/payload.tsx';
import { Badge, outcomeBadges } from '../frame/status.tsx';

export function RunPanel({
  name,
  definition,
  runs,
}: {
  name: string;
  definition: StateMachine;
  runs: readonly StateRun[];
}) {
  const visits = runs.filter((run) => run.name === name).reverse();
  const state = findState(definition, name);
  return (
    <section aria-label={`State ${name}`} className="panel">
      <h2>{name}</h2>
      {state?.Comment !== undefined && <p className="quiet">{state.Comment}</p>}
      {visits.length === 0 && <p>This execution has not come to this state.</p>}
      {visits.map((run, index) => (
        <Visit key={run.id} run={run} number={visits.length > 1 ? visits.length - index : undefined} />
      ))}
    </section>
  );
}

/** Its steps, in their order. */
function Nested({ stateMachineName, name, runs }: NonNullable<StateRun['nested']>) {
  return (
    <>
      <h3>
        What {stateMachineName} did <span className="quiet">(execution {name})</span>
      </h3>
      <table aria-label={`Steps of ${stateMachineName}`}>
        <tbody>
          {runs
            .filter(({ call }) => call !== undefined)
            .map((step) => (
              <tr key={step.id}>
                <td>{step.name}</td>
                <td>
                  <Badge {...outcomeBadges[step.outcome]} />
                </td>
                <td>{step.error}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </>
  );
}

function Visit({ run, number }: { run: StateRun; number: number | undefined }) {
  const { outcome, enteredAt, exitedAt, attempts, call, error, cause } = run;
  return (
    <div className="visit">
      {number !== undefined && <h3>Visit {number}</h3>}
      <dl className="facts">
        <dt>What happened</dt>
        <dd>
          <Badge {...outcomeBadges[outcome]} />
        </dd>
        <dt>Entered</dt>
        <dd>
          <Moment at={enteredAt} />
        </dd>
        {exitedAt !== undefined && (
          <>
            <dt>Took</dt>
            <dd>{duration(exitedAt - enteredAt)}</dd>
          </>
        )}
        {attempts > 0 && (
          <>
            <dt>Attempts</dt>
            <dd>{attempts}</dd>
          </>
        )}
        {call !== undefined && (
          <>
            <dt>AWS call</dt>
            <dd>
              <code>{call}</code>
            </dd>
          </>
        )}
        {error !== undefined && (
          <>
            <dt>{outcome === 'succeeded' ? 'Error of an earlier attempt' : 'Error'}</dt>
            <dd>
              <b>{error}</b>
              {cause && <p className="cause">{cause}</p>}
            </dd>
          </>
        )}
      </dl>
      {run.nested && <Nested {...run.nested} />}
      <Payload title="Input" text={run.input} />
      <Payload title="Parameters of the call" text={run.parameters} />
      <Payload title="Output" text={run.output} />
    </div>
  );
}

function findState(machine: StateMachine, name: string): State | undefined {
  if (machine.States[name]) return machine.States[name];
  for (const { Branches, ItemProcessor } of Object.values(machine.States)) {
    for (const branch of Branches ?? (ItemProcessor ? [ItemProcessor] : [])) {
      const found = findState(branch, name);
      if (found) return found;
    }
  }
  return undefined;
}
