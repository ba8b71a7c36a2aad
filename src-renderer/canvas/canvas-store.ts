// The canvas's own state: what is shown of the experiment, the wire being drawn, open bubbles and searches, and the
// handle other parts of the window use to move the view. Nothing here is part of the document.
import { dequal } from 'dequal/lite'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { BlockDocument } from '@shared/graph/block'
import type { GraphEdit } from '@shared/graph/edit-schema'
import type { NetworkDocument, NetworkId, NodeId } from '@shared/graph/network'
import type { Problem } from '@shared/problem'
import type { InspectorTab } from '../panels/design/inspector/problem-tab'
import { readStored, writeStored } from '../client/browser-storage'
import { useExperimentStore } from '../stores/experiment-store'
import { sameAsBefore } from '../stores/same-as-before'
import type { Clipping } from './clipboard/clipboard'
import { judgeConnection, type ConnectionVerdict, type PortPlace } from './wires/connection-rules'
import { flowId, splitFlowId, type FlowId } from './flow-id'
import { laneGeometry, type LaneGeometry, type Rectangle } from '@shared/graph/lane-geometry'
import { noteViews, type NoteView } from './notes/note-geometry'
import { blockLanes, laneViews, linkViews, type LaneView, type LinkView } from './lanes/lane-view'
import { bubblePlace, spanOf } from './problems/bubble-place'
import { recipeView, type RecipeView } from './recipe/recipe-view'
import { nodeViews, shareViews, wireViews, type NodeView, type WireView } from './layers/node-view'
import type { Point } from '@shared/graph/wire-path'

/** What the mounted canvas lets others do to its view. */
export interface CanvasView {
  fit(): void
  fitSelection(): void
  zoomTo(zoom: number): void
  zoomIn(): void
  zoomOut(): void
  centreOn(node: FlowId): void
  focus(): void
  /** Where something new goes: under the pointer where it is over the canvas, else the middle of what is in sight. */
  pointer(): { readonly page: Point; readonly flow: Point; readonly over: boolean }
}

/** A wire being drawn: where from, and what each port that could end it would say. */
export interface ConnectionInProgress {
  readonly network: NetworkId
  readonly from: PortPlace
  /** By canvas id of the node and port, `network/node:port`. */
  readonly verdicts: ReadonlyMap<string, ConnectionVerdict>
}

/** An open layer search: where on the page, where on the canvas, and the wire that led there. */
export interface LayerSearch {
  readonly page: Point
  readonly flow: Point
  /** The port the new layer will be joined to. */
  readonly from: { readonly network: NetworkId; readonly place: PortPlace; readonly end: 'output' | 'input' } | null
  /** The wire it will be put onto. */
  readonly wire?: FlowId | null
  /** The selected layer that it will follow, where the pointer names no place of its own. */
  readonly after?: FlowId | null
}

/** A wire whose end was taken off its port and follows the pointer. */
export interface PickedWire {
  readonly wire: FlowId
  readonly end: 'source' | 'target'
}

export const useCanvasStore = defineStore('canvas', () => {
  const document = useExperimentStore()
  /** One network alone, or all of them. */
  const shownNetwork = ref<NetworkId | null>(null)
  const showShapes = ref(true)
  const showPreviews = ref(true)
  const connection = shallowRef<ConnectionInProgress | null>(null)
  const search = shallowRef<LayerSearch | null>(null)
  /** The node whose wire is being drawn by keyboard: its other end is chosen from a list. */
  const portSearch = ref<FlowId | null>(null)
  const clipping = shallowRef<Clipping | null>(null)
  const view = shallowRef<CanvasView | null>(null)
  const selectedNotes = shallowRef<ReadonlySet<FlowId>>(new Set())
  const picked = shallowRef<PickedWire | null>(null)
  /** The network whose lane was clicked: the inspector shows it while no layer is selected. */
  const pickedNetwork = ref<NetworkId | null>(null)
  /** By how much a bubble is enlarged against the zoom; the mounted canvas sets it. */
  const bubbleScale = ref(1)
  /** The wire that what is being dragged would be put onto. */
  const wireUnderDrag = ref<FlowId | null>(null)
  /** The other network whose lane what is being dragged would come into. */
  const laneUnderDrag = ref<NetworkId | null>(null)
  /** Lines that something dragged has snapped to, in canvas units. */
  const guides = shallowRef<{ readonly x: number | null; readonly y: number | null }>({ x: null, y: null })
  /** Where what is being dragged lies meanwhile; the document learns of it when it is let go. */
  const moved = shallowRef<ReadonlyMap<FlowId, Point> | null>(null)
  /** Where copies of what is being dragged would be let go. */
  const copies = shallowRef<readonly (Rectangle & { readonly id: FlowId })[]>([])
  /** While a large document opens, the nodes that the canvas has mounted so far; null where that is all of them. */
  const mounted = shallowRef<ReadonlySet<FlowId> | null>(null)
  /** The nodes that the mounted canvas draws in full. */
  const inFull = shallowRef<ReadonlySet<FlowId>>(new Set())
  const snapping = ref(readStored('canvas-snapping') !== 'false')
  const showMinimap = ref(readStored('canvas-minimap') !== 'false')
  /** The node or note whose words are being typed on the canvas itself. */
  const renaming = ref<FlowId | null>(null)
  /** A comment or frame that was just put there, whose first words are still to come. */
  const newNote = shallowRef<{ readonly id: FlowId; readonly added: Extract<GraphEdit, { kind: 'add-note' }>; readonly label: string } | null>(null)
  /** The node whose bubble was asked for, or put away; null follows selection, then the first problem. */
  const openedBubble = ref<FlowId | null>(null)
  const closedBubble = ref<string | null>(null)
  /** Raised to open a tab of the inspector. */
  const inspectorRequest = shallowRef<{ readonly tab: InspectorTab } | null>(null)
  /** Which problem "Show" showed last. */
  const shownProblem = shallowRef<Problem | null>(null)

  /** Blocks that were opened one out of another, the one on show last. */
  const openTrail = shallowRef<readonly NetworkId[]>([])
  /** Those of them that are still there. */
  const openBlocks = computed<readonly BlockDocument[]>(() => openTrail.value.flatMap((id) => document.experiment?.blocks?.find((block) => block.id === id) ?? []))
  const openBlock = computed(() => openBlocks.value.at(-1) ?? null)
  /** Of an open block, its problems stand beside those of the experiment. */
  const problems = computed<readonly Problem[]>(() => [...document.problems, ...((openBlock.value && document.analysisOf(openBlock.value.id)?.problems) ?? [])])

  const networks = computed<readonly NetworkDocument[]>(() => {
    if (openBlock.value) return [openBlock.value]
    const all = document.experiment?.networks ?? []
    const one = all.find((network) => network.id === shownNetwork.value)
    return one ? [one] : all
  })
  const geometry = computed<readonly LaneGeometry[]>((previous) => sameAsBefore(previous, laneGeometry(networks.value)))
  const lanes = computed<readonly LaneView[]>((previous) => sameAsBefore(previous, document.experiment && document.analysis ? (openBlock.value ? blockLanes((id) => document.analysisOf(id), geometry.value) : laneViews(document.experiment, document.analysis, geometry.value)) : []))
  const links = computed<readonly LinkView[]>((previous) => sameAsBefore(previous, document.experiment && document.analysis && !openBlock.value ? linkViews(document.experiment, document.analysis, geometry.value) : []))

  const nodes = computed<readonly NodeView[]>((previous) => {
    const next = geometry.value.flatMap((lane) => {
      const analysis = document.analysisOf(lane.network)
      return analysis ? nodeViews(analysis, lane) : []
    })
    return shareViews(previous ?? [], next)
  })
  const wires = computed<readonly WireView[]>((previous) => {
    const next = networks.value.flatMap((network) => {
      const analysis = document.analysisOf(network.id)
      return analysis ? wireViews(analysis) : []
    })
    return shareViews(previous ?? [], next)
  })
  const notes = computed<readonly NoteView[]>((previous) => {
    const next = geometry.value.flatMap((lane) => {
      const network = networks.value.find((candidate) => candidate.id === lane.network)
      return network ? noteViews(network, lane) : []
    })
    return shareViews(previous ?? [], next)
  })
  const nodesById = computed(() => new Map(nodes.value.map((node) => [node.id, node])))

  /** Problems that hang from a node, by the node's canvas id. */
  const problemsByNode = computed<ReadonlyMap<FlowId, readonly Problem[]>>((previous) => {
    const byNode = new Map<FlowId, Problem[]>()
    for (const problem of problems.value) {
      const { network, node } = problem.place
      if (network === undefined || node === undefined) continue
      const id = flowId(network, node)
      byNode.set(id, [...(byNode.get(id) ?? []), problem])
    }
    return previous !== undefined && dequal([...byNode], [...previous]) ? previous : byNode
  })

  /** What commands on a network act on: the lane clicked, else the one shown alone, else that of the selected layers. */
  const currentNetwork = computed<NetworkId | null>(() => {
    const [node] = document.selectedNodes
    const id = pickedNetwork.value ?? (node === undefined ? shownNetwork.value : splitFlowId(node).network)
    return document.experiment?.networks.find((network) => network.id === id)?.id ?? null
  })

  /** The one bubble on show: asked for, else the selected node's error, else the first error. Warnings only when asked for. */
  const bubble = computed<{ readonly node: NodeView; readonly problem: Problem } | null>(() => {
    const asked = openedBubble.value
    const selected = [...document.selectedNodes].filter((id) => problemsByNode.value.has(id))
    for (const id of [...(asked ? [asked] : []), ...selected, ...problemsByNode.value.keys()]) {
      const node = nodesById.value.get(id)
      const shown = (problemsByNode.value.get(id) ?? []).filter((problem) => problem.code !== 'unfinished-field')
      const problem = shown.find((candidate) => candidate.severity === 'error') ?? (id === asked ? shown[0] : undefined)
      if (node && problem) return closedBubble.value === bubbleKey(id, problem) ? null : { node, problem }
    }
    return null
  })

  const coveredByBubble = computed(() => (bubble.value ? bubblePlace(bubble.value.node, bubbleScale.value, spanOf(geometry.value)) : null))

  /** The recipe around the lanes. */
  const recipe = computed<RecipeView | null>((previous) =>
    sameAsBefore(previous, document.experiment && document.analysis && !openBlock.value ? recipeView(document.experiment, document.analysis, geometry.value, coveredByBubble.value, shownNetwork.value === null) : null),
  )

  function pickNetwork(id: NetworkId | null): void {
    document.select([])
    selectNotes([])
    pickedNetwork.value = id
    if (id !== null) inspectorRequest.value = { tab: 'layer' }
  }

  function closeBubble(): void {
    const current = bubble.value
    if (!current) return
    closedBubble.value = bubbleKey(current.node.id, current.problem)
    openedBubble.value = null
  }

  function openBubble(node: FlowId): void {
    closedBubble.value = null
    openedBubble.value = node
  }

  /** Judges every input port (or, when drawn backwards, every output port) once, when a wire is picked up. */
  function beginConnection(node: FlowId, port: string, direction: 'forwards' | 'backwards'): void {
    const { network: networkId, element } = splitFlowId(node)
    const whole = document.graphOf(networkId)
    if (!whole) return
    // A wire taken off one port may end anywhere it could if it were not there.
    const off = picked.value?.wire
    const network = off === undefined ? whole : { ...whole, wires: whole.wires.filter((wire) => flowId(networkId, wire.id) !== off) }
    const from: PortPlace = { node: element as NodeId, port }
    const verdicts = new Map<string, ConnectionVerdict>()
    for (const candidate of nodes.value) {
      const place = splitFlowId(candidate.id)
      for (const end of direction === 'forwards' ? candidate.inputs : candidate.outputs) {
        const other: PortPlace = { node: place.element as NodeId, port: end.id }
        const verdict: ConnectionVerdict =
          place.network !== networkId
            ? { ok: false, reason: 'Wires stay within one network; the recipe links networks' }
            : direction === 'forwards'
              ? judgeConnection(network, from, other)
              : judgeConnection(network, other, from)
        verdicts.set(portKey(candidate.id, end.id), verdict)
      }
    }
    connection.value = { network: networkId, from, verdicts }
  }

  /** Of a layer that the wire being drawn is let go over, the port it would end at: a free one before one whose wire it would replace. Null on the layer it begins at. */
  function portFor(node: FlowId): { readonly ok: true; readonly port: string } | { readonly ok: false; readonly reason: string } | null {
    const [view, drawing] = [nodesById.value.get(node), connection.value]
    if (!view || !drawing || node === flowId(drawing.network, drawing.from.node)) return null
    const ends = [...view.inputs, ...view.outputs].flatMap((port) => {
      const verdict = drawing.verdicts.get(portKey(node, port.id))
      return verdict ? [{ port: port.id, verdict }] : []
    })
    const fitting = ends.flatMap(({ port, verdict }) => (verdict.ok ? [{ port, replaces: verdict.replaces !== undefined }] : [])).toSorted((a, b) => Number(a.replaces) - Number(b.replaces))[0]
    if (fitting) return { ok: true, port: fitting.port }
    const refused = ends.map(({ verdict }) => verdict).find((verdict) => !verdict.ok)
    return { ok: false, reason: refused?.ok === false ? refused.reason : view.inputs.length === 0 ? 'Nothing goes into this layer' : 'Nothing comes out of this layer' }
  }

  function endConnection(): void {
    connection.value = null
    picked.value = null
  }

  function selectNotes(ids: Iterable<FlowId>): void {
    const next = new Set(ids)
    if (next.size !== selectedNotes.value.size || [...next].some((id) => !selectedNotes.value.has(id))) selectedNotes.value = next
  }

  // A layer that is selected is what the inspector shows; a network that undo took away is no longer picked.
  watch([() => document.selectedNodes, () => document.experiment?.networks], ([selected, all]) => {
    if (selected.size > 0 || !all?.some((network) => network.id === pickedNetwork.value)) pickedNetwork.value = null
    if (shownNetwork.value !== null && !all?.some((network) => network.id === shownNetwork.value)) shownNetwork.value = null
  })
  watch(snapping, (on) => writeStored('canvas-snapping', String(on)))
  watch(showMinimap, (on) => writeStored('canvas-minimap', String(on)))
  // What undo took away is no longer selected.
  watch(notes, (views) => {
    const there = new Set(views.map((view) => view.id))
    selectNotes([...selectedNotes.value].filter((id) => there.has(id)))
  })

  watch(
    () => document.openings,
    () => {
      shownNetwork.value = null
      openTrail.value = []
      pickedNetwork.value = null
      openedBubble.value = null
      closedBubble.value = null
      search.value = null
      renaming.value = null
      newNote.value = null
      portSearch.value = null
      selectNotes([])
    },
  )

  return {
    shownNetwork, showShapes, showPreviews, connection, search, portSearch, clipping, view, openedBubble, inspectorRequest, shownProblem,
    selectedNotes, picked, wireUnderDrag, laneUnderDrag, guides, moved, copies, mounted, inFull, snapping, showMinimap, renaming, newNote,
    pickedNetwork, currentNetwork, bubbleScale, recipe,
    openTrail, openBlocks, openBlock, problems, networks, geometry, lanes, links, nodes, notes, wires, nodesById, problemsByNode, bubble, bubblePlace: coveredByBubble,
    closeBubble, openBubble, beginConnection, portFor, endConnection, selectNotes, pickNetwork,
  }
})

export function portKey(node: FlowId, port: string): string {
  return `${node}:${port}`
}

function bubbleKey(node: FlowId, problem: Problem): string {
  return `${node} ${problem.code} ${problem.title} ${problem.got}`
}
