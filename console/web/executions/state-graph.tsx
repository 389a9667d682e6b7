// The state machine as a picture: every state coloured by what happened in it, and a click away from its details.
import { useMemo, useState } from 'react';
import type { StateMachine, StateRun } from '../../api/executions.ts';
import { statesOnTheWay } from './states-on-the-way.ts';
import { layoutStates, type PlacedEdge, type PlacedState } from './state-layout.ts';
import { outcomeBadges } from '../frame/status.tsx';
import './executions.css';

interface StateGraphProps {
  readonly definition: StateMachine;
  readonly runs: readonly StateRun[];
  readonly running: boolean;
  readonly selected: string | undefined;
  readonly onSelect: (state: string) => void;
}

const zooms = [0.4, 0.55, 0.7, 0.85, 1, 1.25, 1.5];

export function StateGraph({ definition, runs, running, selected, onSelect }: StateGraphProps) {
  const [everything, setEverything] = useState(false);
  // As wide as there is room, unless somebody wants another size.
  const [zoom, setZoom] = useState<number>();
  const newest = useMemo(() => new Map(runs.map((run) => [run.name, run])), [runs]);
  const visited = runs.map(({ name }) => name).join(' ');
  const layout = useMemo(() => {
    if (everything) return layoutStates(definition);
    const way = statesOnTheWay(definition, visited === '' ? [] : visited.split(' '), running);
    return layoutStates(definition, (name) => way.has(name));
  }, [definition, everything, visited, running]);
  const scale = zoom === undefined ? 1 : zooms[zoom]!;
  return (
    <section aria-label="State machine" className="graph">
      <div className="row spread">
        <div className="row" role="group" aria-label="What is drawn">
          <button type="button" className="chip" aria-pressed={!everything} onClick={() => setEverything(false)}>
            Its way
          </button>
          <button type="button" className="chip" aria-pressed={everything} onClick={() => setEverything(true)}>
            All states
          </button>
        </div>
        <div className="row" role="group" aria-label="Size">
          <button type="button" className="chip" aria-pressed={zoom === undefined} onClick={() => setZoom(undefined)}>
            Fit
          </button>
          <button
            type="button"
            className="chip"
            aria-label="Smaller"
            disabled={zoom === 0}
            onClick={() => setZoom((zoom ?? 3) - 1)}
          >
            −
          </button>
          <button
            type="button"
            className="chip"
            aria-label="Larger"
            disabled={zoom === zooms.length - 1}
            onClick={() => setZoom((zoom ?? 3) + 1)}
          >
            +
          </button>
        </div>
      </div>
      <div className="graph-scroll" tabIndex={0} role="group" aria-label="States">
        <svg
          width={layout.width * scale}
          height={zoom === undefined ? undefined : layout.height * scale}
          style={zoom === undefined ? { maxWidth: '100%', minWidth: layout.width * zooms[1]! } : undefined}
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          role="presentation"
        >
          <defs>
            <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path d="M0 0 L8 4 L0 8 z" className="arrow" />
            </marker>
          </defs>
          {layout.states.map((placed) => (
            <Box
              key={placed.name}
              placed={placed}
              run={newest.get(placed.name)}
              visits={runs.filter(({ name }) => name === placed.name).length}
              selected={placed.name === selected}
              onSelect={onSelect}
            />
          ))}
          {layout.edges.map((edge) => (
            <Edge
              key={`${edge.from} ${edge.to} ${edge.kind}`}
              edge={edge}
              taken={newest.has(edge.from) && newest.has(edge.to)}
            />
          ))}
        </svg>
      </div>
      <p className="legend">
        <span className="line next" aria-hidden="true" /> next
        <span className="line choice" aria-hidden="true" /> choice
        <span className="line catch" aria-hidden="true" /> when it fails
      </p>
    </section>
  );
}

interface BoxProps {
  readonly placed: PlacedState;
  readonly run: StateRun | undefined;
  readonly visits: number;
  readonly selected: boolean;
  readonly onSelect: (state: string) => void;
}

function Box({ placed, run, visits, selected, onSelect }: BoxProps) {
  const { name, state, x, y, width, height } = placed;
  const badge = run ? outcomeBadges[run.outcome] : undefined;
  const container = state.Branches !== undefined || state.ItemProcessor !== undefined;
  const select = (): void => onSelect(name);
  return (
    <g
      className={`state ${badge?.tone ?? 'unvisited'} ${container ? 'container' : ''} ${selected ? 'selected' : ''}`}
      transform={`translate(${x} ${y})`}
      tabIndex={0}
      role="button"
      aria-pressed={selected}
      aria-label={`${name}, ${state.Type}: ${badge?.word ?? 'not visited'}${visits > 1 ? `, ${visits} visits` : ''}`}
      data-state={name}
      data-outcome={run?.outcome ?? 'none'}
      onClick={select}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        select();
      }}
    >
      <rect width={width} height={height} rx={state.Type === 'Choice' ? 20 : 8} />
      <text
        x={container ? 14 : width / 2}
        y={container ? 22 : height / 2 + 5}
        textAnchor={container ? 'start' : 'middle'}
      >
        {badge ? `${badge.sign} ` : ''}
        {name}
        {visits > 1 ? ` ×${visits}` : ''}
      </text>
    </g>
  );
}

function Edge({ edge: { points, kind }, taken }: { edge: PlacedEdge; taken: boolean }) {
  const [first, ...rest] = points;
  if (!first) return null;
  return (
    <path
      className={`edge ${kind} ${taken ? 'taken' : ''}`}
      d={`M${first.x} ${first.y} ${rest.map(({ x, y }) => `L${x} ${y}`).join(' ')}`}
      markerEnd="url(#arrow)"
    />
  );
}
