// Where each state of a definition is drawn. Branches are laid out by themselves first, and then stand side by side in their parent's box.
import { Graph, layout as arrange } from '@dagrejs/dagre';
import type { State, StateMachine } from '../../api/executions.ts';

export type EdgeKind = 'next' | 'choice' | 'catch';

export interface PlacedState {
  readonly name: string;
  readonly state: State;
  /** Upper left corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** A container before what is in it. */
  readonly states: readonly PlacedState[];
  readonly edges: readonly PlacedEdge[];
}

const stateHeight = 40;
const letterWidth = 8.3;
const padding = 18;
const titleHeight = 34;

/** `wanted` leaves out what isn't of interest. */
export function layoutStates(machine: StateMachine, wanted: (name: string) => boolean = () => true): Layout {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 26, ranksep: 40, edgesep: 14, marginx: 4, marginy: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  const inner = new Map<string, { layouts: Layout[]; width: number; height: number }>();
  const names = Object.keys(machine.States).filter(wanted);
  for (const name of names) {
    const state = machine.States[name]!;
    const layouts = branchesOf(state)
      .map((branch) => layoutStates(branch, wanted))
      .filter(({ states }) => states.length > 0);
    const widths = layouts.reduce((sum, { width }) => sum + width + padding, padding);
    const size =
      layouts.length === 0
        ? { width: Math.max(110, name.length * letterWidth + 54), height: stateHeight }
        : {
            width: Math.max(widths, name.length * letterWidth + 60),
            height: Math.max(...layouts.map(({ height }) => height)) + titleHeight + padding,
          };
    inner.set(name, { layouts, ...size });
    graph.setNode(name, size);
  }
  for (const name of names) {
    for (const { to, kind } of edgesOf(machine.States[name]!)) {
      if (to === name || !graph.hasNode(to)) continue;
      // What goes well stays on a straight line down; where failures lead gives way.
      graph.setEdge(name, to, { weight: kind === 'catch' ? 1 : 6 }, kind);
    }
  }
  arrange(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const states: PlacedState[] = [];
  const edges: PlacedEdge[] = (graph.edges() as { v: string; w: string; name: string }[]).map(({ v, w, name }) => ({
    from: v,
    to: w,
    kind: name as EdgeKind,
    points: (graph.edge(v, w, name) as { points: { x: number; y: number }[] }).points,
  }));
  for (const name of names) {
    const node = graph.node(name) as { x: number; y: number; width: number; height: number };
    const [x, y] = [node.x - node.width / 2, node.y - node.height / 2];
    states.push({ name, state: machine.States[name]!, x, y, width: node.width, height: node.height });
    let left = x + padding;
    for (const branch of inner.get(name)!.layouts) {
      const [dx, dy] = [left, y + titleHeight];
      states.push(...branch.states.map((state) => ({ ...state, x: state.x + dx, y: state.y + dy })));
      edges.push(
        ...branch.edges.map((edge) => ({ ...edge, points: edge.points.map((at) => ({ x: at.x + dx, y: at.y + dy })) })),
      );
      left += branch.width + padding;
    }
  }
  return { width, height, states, edges };
}

const branchesOf = ({ Branches, ItemProcessor }: State): readonly StateMachine[] =>
  Branches ?? (ItemProcessor ? [ItemProcessor] : []);

function edgesOf({ Next, Default, Choices, Catch }: State): { to: string; kind: EdgeKind }[] {
  const edges = new Map<string, EdgeKind>();
  for (const { Next: to } of Catch ?? []) edges.set(to, 'catch');
  for (const to of [...(Choices ?? []).map((choice) => choice.Next), Default]) if (to) edges.set(to, 'choice');
  if (Next !== undefined) edges.set(Next, 'next');
  return [...edges].map(([to, kind]) => ({ to, kind }));
}
