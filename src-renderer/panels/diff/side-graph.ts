// One side of the diff as canvas elements: the same nodes, wires and lanes the Design canvas draws, each with what became of it.
import { markRaw } from 'vue'
import type { Edge, Node } from '@vue-flow/core'
import type { ExperimentDiff, NodeState, WireState } from '@shared/diff/diff-experiments'
import type { ExperimentAnalysis } from '@shared/experiment/analyse-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { flowId, type FlowId } from '../../canvas/flow-id'
import { laneGeometry } from '@shared/graph/lane-geometry'
import { laneViews, linkViews, type LaneView, type LinkView } from '../../canvas/lanes/lane-view'
import { nodeViews, wireViews, type NodeView, type WireView } from '../../canvas/layers/node-view'
import type { DiffSide, SideName } from '../../stores/diff-store'
import { diffMarks } from './diff-marks'

export interface DiffNodeData {
  readonly view: NodeView
  readonly state: NodeState
}

export interface DiffWireData {
  readonly view: WireView
  readonly state: WireState
}

export interface SideGraph {
  readonly lanes: readonly LaneView[]
  readonly links: readonly LinkView[]
  readonly nodes: readonly Node[]
  readonly edges: readonly Edge[]
  readonly places: ReadonlyMap<FlowId, NodeView>
}

export function sideGraph(side: DiffSide, analysis: ExperimentAnalysis, diff: ExperimentDiff | null, which: SideName): SideGraph {
  const { experiment }: { experiment: Experiment } = side
  const geometry = laneGeometry(experiment.networks)
  const [nodeStates, wireStates] = statesOf(diff, which)
  const views = geometry.flatMap((lane) => {
    const network = analysis.networks.get(lane.network)
    return network ? nodeViews(network, lane) : []
  })
  const places = new Map(views.map((view) => [view.id, view]))
  const wires = [...analysis.networks.values()].flatMap(wireViews).filter((wire) => places.has(wire.from) && places.has(wire.to))
  return {
    lanes: laneViews(experiment, analysis, geometry),
    links: linkViews(experiment, analysis, geometry),
    places,
    nodes: views.map((view): Node => {
      const state = nodeStates.get(view.id) ?? 'same'
      const data: DiffNodeData = { view, state }
      return { id: view.id, type: 'layer', position: { x: view.x, y: view.y }, data: markRaw(data), ariaLabel: state === 'same' ? view.label : `${diffMarks[state].word}: ${view.label}` }
    }),
    edges: wires.map((view): Edge => {
      const data: DiffWireData = { view, state: wireStates.get(view.id) ?? 'same' }
      return { id: view.id, type: 'wire', source: view.from, sourceHandle: view.fromPort, target: view.to, targetHandle: view.toPort, data: markRaw(data), ariaLabel: view.label }
    }),
  }
}

function statesOf(diff: ExperimentDiff | null, which: SideName): [ReadonlyMap<FlowId, NodeState>, ReadonlyMap<FlowId, WireState>] {
  const nodes = new Map<FlowId, NodeState>()
  const wires = new Map<FlowId, WireState>()
  for (const network of diff?.networks ?? []) {
    const own = network[which]
    if (own === null || network.block) continue
    for (const node of network.nodes) if (node[which] !== null) nodes.set(flowId(own.id, node[which].id), node.state)
    for (const wire of network.wires) if (wire[which] !== null) wires.set(flowId(own.id, wire[which].id), wire.state)
  }
  return [nodes, wires]
}
