// @vitest-environment happy-dom
import fc from 'fast-check'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { experimentSchema } from '@shared/experiment/experiment'
import { brokenRule } from '@shared/graph/document-rules'
import { overlaps } from '@shared/graph/lane-geometry'
import type { NetworkId, NodeId } from '@shared/graph/network'
import { layerCatalogue } from '@shared/layers/catalogue'
import { alignments } from '../../../src-renderer/canvas/arrange/align-boxes'
import { useBlockUses } from '../../../src-renderer/canvas/blocks/use-block-uses'
import { useCanvasActions } from '../../../src-renderer/canvas/use-canvas-actions'
import { useCanvasStore } from '../../../src-renderer/canvas/canvas-store'
import { splitFlowId, type FlowId } from '../../../src-renderer/canvas/flow-id'
import { useExperimentStore } from '../../../src-renderer/stores/experiment-store'
import { heldBy, nodeBox } from '../../../src-renderer/canvas/notes/note-geometry'
import { useUiStore } from '../../../src-renderer/stores/ui-store'
import { shippedTemplate } from '../../support/shipped-templates'

vi.mock('../../../src-renderer/client/studio-client', () => ({ studio: {} }))

const template = shippedTemplate('conv-vae-mnist')

function opened() {
  const document = useExperimentStore()
  document.openTemplate(template)
  return { document, canvas: useCanvasStore(), actions: useCanvasActions() }
}

/** The canvas id of the nth node that satisfies. */
function nodeOf(canvas: ReturnType<typeof useCanvasStore>, type: string, network: string, nth = 0): FlowId {
  const found = canvas.nodes.filter((node) => node.type === type && node.id.startsWith(`${network}/`))[nth]
  if (!found) throw new Error(`no ${type} in ${network}`)
  return found.id
}

beforeEach(() => {
  setActivePinia(createPinia())
  localStorage.clear()
})

describe('gestures on the canvas', () => {
  test('a layer added after the selection takes over its wires, makes room, and one undo takes it all back', () => {
    const { document, canvas, actions } = opened()
    const flatten = nodeOf(canvas, 'flatten', 'encoder')
    document.select([flatten])
    const before = canvas.wires.length
    expect(actions.addLayer('dropout')).toBe(true)
    const dropout = nodeOf(canvas, 'dropout', 'encoder')
    expect([...document.selectedNodes]).toEqual([dropout])
    expect(canvas.wires.length).toBe(before + 1)
    expect(canvas.wires.filter((wire) => wire.from === flatten).map((wire) => wire.to)).toEqual([dropout])
    expect(canvas.wires.find((wire) => wire.from === dropout)?.state).toBe('ok')
    const places = canvas.nodes.filter((node) => node.id.startsWith('encoder/')).map((node) => `${node.x},${node.y}`)
    expect(new Set(places).size).toBe(places.length)
    expect(document.history?.past.length).toBe(1)
    document.undo()
    expect(document.experiment).toBe(template.experiment)
  })

  test('a layer that cannot follow the selection is added without a wire', () => {
    const { document, canvas, actions } = opened()
    document.select([nodeOf(canvas, 'flatten', 'encoder')])
    const before = canvas.wires.length
    actions.addLayer('conv-2d')
    expect(canvas.wires.length).toBe(before)
    expect(canvas.nodes.length).toBe(template.experiment.networks.flatMap((network) => network.nodes).length + 1)
  })

  test('a second input is refused, since a network has exactly one', () => {
    const { document, actions } = opened()
    expect(actions.addLayer('input')).toBe(false)
    expect(document.experiment).toBe(template.experiment)
  })

  test('a wire onto an occupied input replaces the one there, in one step', () => {
    const { document, canvas, actions } = opened()
    const input = nodeOf(canvas, 'input', 'encoder')
    const flatten = nodeOf(canvas, 'flatten', 'encoder')
    const before = canvas.wires.length
    expect(actions.connect(input, 'output', flatten, 'input')).toBe(true)
    expect(canvas.wires.filter((wire) => wire.to === flatten).map((wire) => wire.from)).toEqual([input])
    expect([canvas.wires.length, document.history?.past.length]).toEqual([before, 1])
  })

  test('while a wire is drawn, each port says beforehand whether it may end there', () => {
    const { canvas } = opened()
    const flatten = nodeOf(canvas, 'flatten', 'encoder')
    canvas.beginConnection(flatten, 'output', 'forwards')
    const verdict = (id: FlowId, port = 'input') => canvas.connection?.verdicts.get(`${id}:${port}`)
    expect(verdict(nodeOf(canvas, 'conv-2d', 'encoder'))).toMatchObject({ ok: false, reason: expect.stringContaining('cycle') as string })
    expect(verdict(nodeOf(canvas, 'dense', 'decoder'))).toMatchObject({ ok: false, reason: expect.stringContaining('one network') as string })
    expect(verdict(nodeOf(canvas, 'output', 'encoder'))).toMatchObject({ ok: true, replaces: { to: { port: 'input' } } })
  })

  test('a row of nudges is one step of the whole way', () => {
    const { document, canvas, actions } = opened()
    const flatten = nodeOf(canvas, 'flatten', 'encoder')
    const start = canvas.nodesById.get(flatten)?.x ?? 0
    document.select([flatten])
    for (let count = 0; count < 5; count++) actions.nudge(4, 0)
    expect([canvas.nodesById.get(flatten)?.x, document.history?.past.length]).toEqual([start + 20, 1])
  })

  test('a duplicate keeps settings and inner wires under ids of its own, and leaves the ends out', () => {
    const { document, canvas, actions } = opened()
    const [first, second] = [nodeOf(canvas, 'conv-2d', 'encoder', 0), nodeOf(canvas, 'conv-2d', 'encoder', 1)]
    document.select([nodeOf(canvas, 'input', 'encoder'), first, second])
    const wires = canvas.wires.length
    actions.duplicate()
    const copies = [...document.selectedNodes]
    expect(copies.length).toBe(2)
    expect(canvas.wires.length).toBe(wires + 1)
    expect(copies.map((id) => canvas.nodesById.get(id)?.lines)).toEqual([first, second].map((id) => canvas.nodesById.get(id)?.lines))
    expect(document.history?.past.length).toBe(1)
  })

  test('what is selected in several networks is duplicated in each, in one step; a copy for the clipboard is of one and says so', () => {
    const { document, canvas, actions } = opened()
    const [flatten, up] = [nodeOf(canvas, 'flatten', 'encoder'), nodeOf(canvas, 'conv-2d-transpose', 'decoder')]
    document.select([flatten, up])
    actions.duplicate()
    expect([...document.selectedNodes].map((id) => [splitFlowId(id).network, canvas.nodesById.get(id)?.type])).toEqual([
      ['encoder', 'flatten'],
      ['decoder', 'conv-2d-transpose'],
    ])
    expect(document.history?.past.length).toBe(1)
    document.undo()
    document.select([flatten, up])
    expect(actions.copy()).toContain('"flatten"')
    expect(actions.cut()).toBeNull()
    expect(useUiStore().toasts.map((toast) => toast.detail.message)).toEqual(['A copy is of one network: only what is selected in Encoder was copied', 'Only layers of one network can be cut at once'])
    expect(document.experiment).toBe(template.experiment)
  })

  test('copies that were dragged come to lie as far away, in another lane too, or stand on the wire they were let go over; the original stays', () => {
    const { document, canvas, actions } = opened()
    const conv = nodeOf(canvas, 'conv-2d', 'encoder')
    const start = canvas.nodesById.get(conv)
    expect(actions.duplicateTo(new Set([conv]), { x: 10, y: 300 }, { lane: null, onto: null })).toBe(true)
    const [copy = conv] = document.selectedNodes
    expect([canvas.nodesById.get(copy)?.x, canvas.nodesById.get(copy)?.y]).toEqual([(start?.x ?? 0) + 10, (start?.y ?? 0) + 300])
    document.undo()
    expect(actions.duplicateTo(new Set([conv]), { x: 10, y: 300 }, { lane: 'decoder' as NetworkId, onto: null })).toBe(true)
    const [other = conv] = document.selectedNodes
    expect([splitFlowId(other).network, canvas.nodesById.get(other)?.x]).toEqual(['decoder', (start?.x ?? 0) + 10])
    document.undo()
    const wire = canvas.wires.find((each) => each.to === nodeOf(canvas, 'flatten', 'encoder'))
    if (!wire) throw new Error('no wire')
    expect(actions.duplicateTo(new Set([conv]), { x: 190, y: 0 }, { lane: null, onto: wire.id })).toBe(true)
    const [inserted = conv] = document.selectedNodes
    expect([canvas.wires.find((each) => each.to === inserted)?.from, canvas.wires.find((each) => each.from === inserted)?.to, document.history?.past.length]).toEqual([wire.from, wire.to, 1])
    const places = canvas.nodes.map((node) => `${node.x},${node.y}`)
    expect(new Set(places).size).toBe(places.length)
    document.undo()
    expect(document.experiment).toBe(template.experiment)
  })

  test('a loose layer let go over a wire of another lane comes into that network and onto the wire, makes room, in one step', () => {
    const { document, canvas, actions } = opened()
    actions.addLayerAt('dropout', { x: 60, y: 5000 })
    const loose = nodeOf(canvas, 'dropout', 'decoder')
    const flatten = nodeOf(canvas, 'flatten', 'encoder')
    const wire = canvas.wires.find((each) => each.to === flatten)
    const before = canvas.nodesById.get(flatten)
    if (!wire || !before) throw new Error('no wire')
    expect(actions.moveToLane([{ id: loose, x: before.x - 70, y: before.y }], 'encoder' as NetworkId, wire.id)).toBe(true)
    const dropout = nodeOf(canvas, 'dropout', 'encoder')
    expect([canvas.wires.find((each) => each.to === dropout)?.from, canvas.wires.find((each) => each.to === flatten)?.from, document.history?.past.length]).toEqual([wire.from, dropout, 2])
    expect(overlaps(nodeBox(canvas.nodesById.get(dropout) ?? before), nodeBox(canvas.nodesById.get(flatten) ?? before))).toBe(false)
    document.undo()
    expect(canvas.nodes.filter((node) => node.type === 'dropout').map((node) => node.id)).toEqual([loose])
  })

  test('a wire let go over a layer takes a free port of it before one that is taken, and none where it would close a loop', () => {
    const { canvas } = opened()
    const [flatten, conv, sample] = [nodeOf(canvas, 'flatten', 'encoder'), nodeOf(canvas, 'conv-2d', 'encoder'), nodeOf(canvas, 'gaussian-latent', 'encoder')]
    canvas.beginConnection(flatten, 'output', 'forwards')
    expect([canvas.portFor(flatten), canvas.portFor(conv), canvas.portFor(sample), canvas.portFor(nodeOf(canvas, 'input', 'encoder'))]).toEqual([
      null,
      { ok: false, reason: 'That would close a cycle: data must flow one way' },
      { ok: true, port: 'mean' },
      { ok: false, reason: 'Nothing goes into this layer' },
    ])
    const wire = canvas.wires.find((each) => each.to === sample && each.toPort === 'logVariance')
    canvas.picked = wire ? { wire: wire.id, end: 'target' } : null
    canvas.beginConnection(flatten, 'output', 'forwards')
    expect(canvas.portFor(sample)).toEqual({ ok: true, port: 'logVariance' })
  })

  test('a new comment or frame is one step with its first words; a comment that gets none is not there', () => {
    const { document, canvas, actions } = opened()
    const wordsOf = () => canvas.notes.map((note) => note.text)
    actions.addComment({ x: 40, y: 60 })
    const [comment] = canvas.selectedNotes
    if (!comment) throw new Error('no comment')
    actions.writeNote(comment, 'from 28 to 7')
    expect([wordsOf(), document.history?.past.map(({ label }) => label)]).toEqual([['from 28 to 7'], ['Add comment']])
    actions.writeNote(comment, 'from 28 to 14')
    expect(document.history?.past.map(({ label }) => label)).toEqual(['Add comment', 'Write comment'])
    document.undo()
    document.undo()
    expect(document.experiment).toBe(template.experiment)
    actions.addComment({ x: 40, y: 60 })
    const [empty] = canvas.selectedNotes
    if (empty) actions.writeNote(empty, ' ')
    expect([wordsOf(), document.canUndo]).toEqual([[], false])
    document.select([nodeOf(canvas, 'flatten', 'encoder')])
    actions.frameSelection()
    const [frame] = canvas.selectedNotes
    if (frame) actions.writeNote(frame, 'Unrolled')
    expect([wordsOf(), document.history?.past.map(({ label }) => label)]).toEqual([['Unrolled'], ['Frame selection']])
  })

  test('bypass switches layers off and on again, each one step, and refuses the ends', () => {
    const { document, canvas, actions } = opened()
    const flatten = nodeOf(canvas, 'flatten', 'encoder')
    document.select([flatten, nodeOf(canvas, 'input', 'encoder')])
    actions.toggleBypass()
    expect([canvas.nodesById.get(flatten)?.bypassed, canvas.nodes.filter((node) => node.bypassed).length, document.history?.past.length]).toEqual([true, 1, 1])
    actions.toggleBypass()
    expect(document.experiment).toEqual(template.experiment)
    document.select([nodeOf(canvas, 'output', 'encoder')])
    actions.toggleBypass()
    expect(document.history?.past.length).toBe(2)
  })

  test('a copy crosses networks and documents as text; nonsense is refused in words and changes nothing', () => {
    const { document, canvas, actions } = opened()
    const [first, second] = [nodeOf(canvas, 'conv-2d', 'encoder', 0), nodeOf(canvas, 'conv-2d', 'encoder', 1)]
    document.select([first, second])
    const text = actions.copy() ?? ''
    document.openTemplate(shippedTemplate('vae-mnist'))
    const before = document.experiment
    for (const nonsense of ['hello', '[]', '{"format":"latent-studio-layers"}', text.replace('"conv-2d"', '7'), JSON.stringify(before)]) actions.paste({ text: nonsense })
    expect(document.experiment).toBe(before)
    expect(useUiStore().toasts.map((toast) => toast.detail.code)).toContain('paste-experiment')
    document.select([nodeOf(canvas, 'output', 'decoder')])
    actions.paste({ text })
    expect([...document.selectedNodes].map((id) => canvas.nodesById.get(id)?.type)).toEqual(['conv-2d', 'conv-2d'])
    expect([...document.selectedNodes].every((id) => id.startsWith('decoder/'))).toBe(true)
    expect(document.history?.past.length).toBe(1)
  })

  test('layers that use blocks bring their blocks along: one that is there is used, one whose id another has gets an id of its own', () => {
    const { document, canvas, actions } = opened()
    document.openTemplate(shippedTemplate('resnet-autoencoder-mnist'))
    const use = nodeOf(canvas, 'block:resnet-block', 'encoder')
    document.select([use])
    const text = actions.copy() ?? ''
    const blockIds = (): string[] => (document.experiment?.blocks ?? []).map(({ id }) => id)
    const typesSelected = (): (string | undefined)[] => [...document.selectedNodes].map((id) => canvas.nodesById.get(id)?.type)

    document.openTemplate(template)
    document.select([nodeOf(canvas, 'flatten', 'encoder')])
    expect(blockIds()).toEqual([])
    actions.paste({ text })
    expect([blockIds(), typesSelected(), document.history?.past.length]).toEqual([['resnet-block'], ['block:resnet-block'], 1])
    // The same definition once more adds none.
    actions.paste({ text })
    expect([blockIds(), typesSelected()]).toEqual([['resnet-block'], ['block:resnet-block']])
    // Changed here, it is another block than the one that comes.
    const [own] = document.experiment?.blocks ?? []
    if (own === undefined) throw new Error('no block')
    expect(document.edit([{ kind: 'rename-network', network: own.id, name: 'My own block' }], 'Rename')).toBeNull()
    actions.paste({ text })
    expect(typesSelected()).toEqual(['block:resnet-block-2'])
    expect(document.experiment?.blocks?.map(({ id, name }) => [id, name])).toEqual([
      ['resnet-block', 'My own block'],
      ['resnet-block-2', 'ResNet block'],
    ])
    expect(document.problems.filter(({ code }) => code.startsWith('block'))).toEqual([])
    document.undo()
    expect(blockIds()).toEqual(['resnet-block'])
  })

  test('a block is opened as the use that was opened has it, and shows another use’s shapes where that is chosen', () => {
    const { document, canvas, actions } = opened()
    document.openTemplate(shippedTemplate('resnet-autoencoder-mnist'))
    const block = 'resnet-block' as NetworkId
    const second = nodeOf(canvas, 'block:resnet-block', 'encoder', 1)
    const leaves = (id: FlowId) => canvas.nodesById.get(id)?.size
    const [first, other] = [leaves(nodeOf(canvas, 'block:resnet-block', 'encoder')), leaves(second)]
    expect(other).not.toBe(first)
    expect(actions.openUse(second)).toBe(true)
    const output = () => canvas.nodes.find((node) => node.type === 'output')?.size
    expect([output(), document.history?.past.length]).toEqual([other, 0])
    const { blockUses } = useBlockUses()
    expect(blockUses(block).map(({ title, checked }) => [title, checked])).toEqual([
      [`Encoder: filters 16, stride 1, gives ${first}`, false],
      [`Encoder: filters 32, stride 2, gives ${other}`, true],
      ['Decoder: filters 32, stride 1, gives 7×7×32', false],
      ['Decoder: filters 16, stride 1, gives 14×14×16', false],
    ])
    blockUses(block)[0]?.run()
    expect(output()).toBe(first)
    // A use that is no longer there gives way to the first.
    document.showUse(block, second)
    expect(document.edit([{ kind: 'remove-nodes', network: 'encoder' as NetworkId, nodes: [splitFlowId(second).element as NodeId] }], 'Delete')).toBeNull()
    expect(output()).toBe(first)
  })

  test('a paste that keeps wires is fed by what fed the original', () => {
    const { document, canvas, actions } = opened()
    const [flatten, conv] = [nodeOf(canvas, 'flatten', 'encoder'), nodeOf(canvas, 'conv-2d', 'encoder', 1)]
    document.select([flatten])
    const text = actions.copy() ?? ''
    actions.paste({ text, keepIncoming: true })
    const [copy] = document.selectedNodes
    expect(canvas.wires.filter((wire) => wire.to === copy).map((wire) => wire.from)).toEqual([conv])
  })

  test('a wire taken off one port ends at another in one step, keeps its id, and may be taken off for good', () => {
    const { document, canvas, actions } = opened()
    const [input, flatten, conv] = [nodeOf(canvas, 'input', 'encoder'), nodeOf(canvas, 'flatten', 'encoder'), nodeOf(canvas, 'conv-2d', 'encoder', 1)]
    const wire = canvas.wires.find((each) => each.to === flatten)
    if (!wire) throw new Error('no wire')
    expect(actions.rewire(wire.id, conv, 'output', flatten, 'input')).toBe(false)
    expect(actions.rewire(wire.id, input, 'output', flatten, 'input')).toBe(true)
    expect(canvas.wires.find((each) => each.to === flatten)).toMatchObject({ id: wire.id, from: input })
    actions.disconnect(wire.id)
    expect([canvas.wires.some((each) => each.to === flatten), document.history?.past.length]).toEqual([false, 2])
  })

  test('a layer put onto a wire stands between its ends, in one step', () => {
    const { document, canvas, actions } = opened()
    const flatten = nodeOf(canvas, 'flatten', 'encoder')
    const wire = canvas.wires.find((each) => each.to === flatten)
    if (!wire) throw new Error('no wire')
    expect(actions.addLayerAt('dropout', { x: 0, y: 0 }, null, wire.id)).toBe(true)
    const dropout = nodeOf(canvas, 'dropout', 'encoder')
    expect([canvas.wires.find((each) => each.to === dropout)?.from, canvas.wires.find((each) => each.to === flatten)?.from, document.history?.past.length]).toEqual([wire.from, dropout, 1])
    document.undo()
    expect(actions.addLayerAt('input', { x: 0, y: 0 }, null, wire.id)).toBe(false)
  })

  test('a frame goes around the selection, is taken away with what it holds left, and comments survive save and load', async () => {
    const { document, canvas, actions } = opened()
    const chosen = [nodeOf(canvas, 'conv-2d', 'encoder', 0), nodeOf(canvas, 'conv-2d', 'encoder', 1)]
    document.select(chosen)
    expect([actions.frameSelection(), actions.addComment({ x: 40, y: 60 })]).toEqual([true, true])
    expect(canvas.notes.map((note) => note.kind)).toEqual(['frame', 'comment'])
    expect([...canvas.selectedNotes]).toEqual([canvas.notes[1]?.id])
    expect(experimentSchema.parse(document.experiment)).toEqual(document.experiment)
    document.select(chosen.slice(0, 1))
    actions.nudge(0, 300)
    await actions.layout()
    const frame = canvas.notes[0]
    if (!frame) throw new Error('no frame')
    const inside = heldBy(frame, canvas.nodes.map(nodeBox)).map((box) => box.id)
    expect(inside).toEqual([chosen[1]])
    document.undo()
    document.undo()
    canvas.selectNotes([])
    document.select(chosen)
    actions.unframeSelection()
    expect(canvas.notes.map((note) => note.kind)).toEqual(['comment'])
    expect(document.history?.past.length).toBe(3)
    while (document.canUndo) document.undo()
    expect(document.experiment).toBe(template.experiment)
    expect(canvas.selectedNotes.size).toBe(0)
  })

  test('aligning and distributing moves the selection alone, one step each', () => {
    const { document, canvas, actions } = opened()
    document.select(canvas.nodes.filter((node) => node.id.startsWith('encoder/')).map((node) => node.id))
    actions.align('top')
    const tops = canvas.nodes.filter((node) => node.id.startsWith('encoder/')).map((node) => node.y)
    expect([new Set(tops).size, document.history?.past.length]).toEqual([1, 1])
    actions.distribute('across')
    expect(document.history?.past.length).toBeLessThanOrEqual(2)
  })

  test('a mend offered by the bubble mends what it says', () => {
    const { document, canvas, actions } = opened()
    document.select([nodeOf(canvas, 'flatten', 'encoder')])
    actions.deleteSelection()
    const problem = canvas.bubble?.problem
    expect(problem?.severity).toBe('error')
    const fix = problem?.fixes?.[0]
    expect(fix && actions.carryOut(fix.edits, fix.label)).toBe(true)
    expect(document.problems.some((other) => other.title === problem?.title && other.got === problem.got)).toBe(false)
  })

  test('typing in one field redraws only the nodes it concerns', () => {
    const { document, canvas } = opened()
    const before = new Map(canvas.nodes.map((node) => [node.id, node]))
    document.edit([{ kind: 'set-value', path: 'training.epochs', value: 3 }], 'Change epochs')
    expect(canvas.nodes.every((node) => before.get(node.id) === node)).toBe(true)
    const output = nodeOf(canvas, 'output', 'decoder')
    const { network, element } = splitFlowId(output)
    document.edit([{ kind: 'set-parameters', network, node: element as NodeId, parameters: { activation: 'tanh' } }], 'Change activation')
    expect(canvas.nodes.filter((node) => before.get(node.id) !== node).map((node) => node.id)).toEqual([output])
  })
})

describe('whatever is done on the canvas', () => {
  const pick = fc.nat({ max: 1000 })
  const coordinate = fc.integer({ min: -3000, max: 5000 })
  const gesture = fc.oneof(
    fc.record({ do: fc.constant('add' as const), type: fc.constantFrom(...layerCatalogue.map((layer) => layer.type)) }),
    fc.record({ do: fc.constant('addAt' as const), type: fc.constantFrom(...layerCatalogue.map((layer) => layer.type)), x: coordinate, y: coordinate }),
    fc.record({ do: fc.constant('select' as const), picks: fc.array(pick, { maxLength: 4 }), wires: fc.array(pick, { maxLength: 2 }) }),
    fc.record({ do: fc.constant('connect' as const), from: pick, to: pick }),
    fc.record({ do: fc.constant('move' as const), node: pick, x: coordinate, y: coordinate }),
    fc.record({ do: fc.constant('nudge' as const), x: fc.integer({ min: -24, max: 24 }), y: fc.integer({ min: -24, max: 24 }) }),
    fc.record({ do: fc.constantFrom('delete' as const, 'duplicate' as const, 'copy' as const, 'cut' as const, 'paste' as const, 'layout' as const, 'undo' as const, 'redo' as const, 'all' as const, 'mend' as const, 'toggleBypass' as const, 'frameSelection' as const, 'unframeSelection' as const, 'disconnectSelection' as const) }),
    fc.record({ do: fc.constant('comment' as const), x: coordinate, y: coordinate }),
    fc.record({ do: fc.constant('write' as const), words: fc.constantFrom('', 'words') }),
    fc.record({ do: fc.constant('copyTo' as const), nodes: fc.array(pick, { minLength: 1, maxLength: 3 }), x: coordinate, y: coordinate, lane: fc.option(pick), wire: fc.option(pick) }),
    fc.record({ do: fc.constant('toLane' as const), node: pick, x: coordinate, y: coordinate, lane: pick, wire: pick }),
    fc.record({ do: fc.constant('align' as const), alignment: fc.constantFrom(...alignments) }),
    fc.record({ do: fc.constant('onWire' as const), wire: pick, type: fc.constantFrom(...layerCatalogue.map((layer) => layer.type)) }),
    fc.record({ do: fc.constant('rewire' as const), wire: pick, to: pick }),
  )

  test('the document stays whole by its schema and its rules, and undo leads back to the very template', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(gesture, { minLength: 1, maxLength: 25 }), async (gestures) => {
        setActivePinia(createPinia())
        const { document, canvas, actions } = opened()
        for (const each of gestures) {
          const at = (index: number) => canvas.nodes[index % Math.max(1, canvas.nodes.length)]
          switch (each.do) {
            case 'add':
              actions.addLayer(each.type)
              break
            case 'addAt':
              actions.addLayerAt(each.type, each)
              break
            case 'select':
              document.select(
                each.picks.flatMap((index) => at(index)?.id ?? []),
                each.wires.flatMap((index) => canvas.wires[index % Math.max(1, canvas.wires.length)]?.id ?? []),
              )
              break
            case 'connect': {
              const [from, to] = [at(each.from), at(each.to)]
              const [output, input] = [from?.outputs[0], to?.inputs[each.to % Math.max(1, to.inputs.length)]]
              if (from && to && output && input) actions.connect(from.id, output.id, to.id, input.id)
              break
            }
            case 'move': {
              const node = at(each.node)
              if (node) actions.moveNodes([{ id: node.id, x: each.x, y: each.y }])
              break
            }
            case 'nudge':
              actions.nudge(each.x, each.y)
              break
            case 'mend': {
              const fix = document.problems.flatMap((problem) => problem.fixes ?? [])[0]
              if (fix) actions.carryOut(fix.edits, fix.label)
              break
            }
            case 'write': {
              const [note] = canvas.selectedNotes
              if (note) actions.writeNote(note, each.words)
              break
            }
            case 'copyTo':
            case 'toLane': {
              const lane = each.lane === null ? null : (canvas.networks[each.lane % canvas.networks.length]?.id ?? null)
              const chosen = each.do === 'toLane' ? [at(each.node)] : each.nodes.map(at)
              const inside = canvas.wires.filter((wire) => splitFlowId(wire.id).network === (lane ?? splitFlowId(chosen[0]?.id ?? '/').network))
              const onto = each.wire === null ? null : (inside[each.wire % Math.max(1, inside.length)]?.id ?? null)
              if (each.do === 'copyTo') actions.duplicateTo(new Set(chosen.flatMap((node) => node?.id ?? [])), each, { lane, onto: chosen.length === 1 ? onto : null })
              else if (chosen[0] && lane !== null && splitFlowId(chosen[0].id).network !== lane) actions.moveToLane([{ id: chosen[0].id, x: each.x, y: each.y }], lane, onto)
              break
            }
            case 'comment':
              actions.addComment(each)
              break
            case 'align':
              actions.align(each.alignment)
              break
            case 'onWire': {
              const wire = canvas.wires[each.wire % Math.max(1, canvas.wires.length)]
              if (wire) actions.addLayerAt(each.type, { x: 0, y: 0 }, null, wire.id)
              break
            }
            case 'rewire': {
              const wire = canvas.wires[each.wire % Math.max(1, canvas.wires.length)]
              const to = at(each.to)
              const port = to?.inputs[0]
              if (wire && to && port && splitFlowId(to.id).network === splitFlowId(wire.id).network) actions.rewire(wire.id, wire.from, wire.fromPort, to.id, port.id)
              break
            }
            case 'delete':
              actions.deleteSelection()
              break
            case 'undo':
            case 'redo':
              document[each.do]()
              break
            case 'all':
              actions.selectAll()
              break
            default:
              await actions[each.do]()
          }
          const experiment = experimentSchema.parse(document.experiment)
          expect(brokenRule(experiment)).toBeUndefined()
          const alive = new Set<string>(canvas.nodes.map((node) => node.id))
          expect([...document.selectedNodes].every((id) => alive.has(id))).toBe(true)
        }
        while (document.canUndo) document.undo()
        expect(document.experiment).toBe(template.experiment)
      }),
      { seed: 2026, numRuns: 60 },
    )
  })
})
