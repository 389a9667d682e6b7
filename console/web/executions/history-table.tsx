// The execution's history as Step Functions tells it, event by event.
import type { HistoryRow } from '../../api/executions.ts';
import { duration, Moment } from '../frame/moment.tsx';

export function HistoryTable({ history }: { history: readonly HistoryRow[] }) {
  const from = history[0]?.at ?? 0;
  return (
    <details className="history">
      <summary>Event history ({history.length} events)</summary>
      <div className="table-scroll" tabIndex={0} role="group" aria-label="Event history">
        <table>
          <thead>
            <tr>
              <th scope="col">No.</th>
              <th scope="col">Event</th>
              <th scope="col">State</th>
              <th scope="col">At</th>
              <th scope="col">After</th>
              <th scope="col">Details</th>
            </tr>
          </thead>
          <tbody>
            {history.map(({ id, type, state, at, details }) => (
              <tr key={id}>
                <td className="number">{id}</td>
                <td>{type}</td>
                <td>{state}</td>
                <td>
                  <Moment at={at} />
                </td>
                <td className="number">{duration(at - from)}</td>
                <td>
                  {details !== undefined && (
                    <details>
                      <summary>
                        Show <span className="unseen">details of event {id}</span>
                      </summary>
                      <pre>{details}</pre>
                    </details>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
