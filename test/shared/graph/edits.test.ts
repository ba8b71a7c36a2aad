// Edits and their history, by the numbers of src-shared/graph/SPEC.md.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import { experimentSchema } from '@shared/experiment/experiment'
import { applyEdit, applyEdits } from '@shared/graph/apply-edit'
import { commit, createHistory, MOST_STEPS, redo, undo } from '@shared/graph/edit-history'
import { graphEditSchema, type GraphEdit } from '@shared/graph/edit-schema'
import { newNodeId, newWireId, newWireIds } from '@shared/graph/names'
import { StudioError } from '@shared/studio-error'
import { arbitraryEdit, arbitraryExperiment, startingDocuments } from './arbitrary-experiment'
import { boringExperiment } from './build-network'
import { play } from './play-edits'

const edit = (value: unknown): GraphEdit => graphEditSchema.parse(value)

function refusal(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof StudioError) return error.detail.code
    throw error
  }
  return 'none'
}

describe('single edits', () => {
  const before = boringExperiment()

  test('D1: what an edit leaves alone is the same object, and the old document is untouched', () => {
    const text = JSON.stringify(before)
    const after = applyEdit(before, edit({ kind: 'set-parameters', network: 'encoder', node: 'code', parameters: { units: 1 } }))
    expect(after.networks[1]).toBe(before.networks[1])
    expect(after.networks[0]?.nodes[0]).toBe(before.networks[0]?.nodes[0])
    expect(after.networks[0]?.wires).toBe(before.networks[0]?.wires)
    expect(after.networks[0]?.nodes[1]?.parameters).toEqual({ units: 1, activation: 'linear' })
    expect(JSON.stringify(before)).toBe(text)
  })

  test.each([
    [{ kind: 'remove-nodes', network: 'ghost', nodes: [] }, 'edit-no-such-network'],
    [{ kind: 'remove-nodes', network: 'encoder', nodes: ['ghost'] }, 'edit-no-such-node'],
    [{ kind: 'rename-node', network: 'encoder', node: 'ghost', name: 'x' }, 'edit-no-such-node'],
    [{ kind: 'add-node', network: 'encoder', node: { id: 'code', type: 'dense', parameters: {}, position: { x: 0, y: 0 } } }, 'edit-id-taken'],
    [{ kind: 'connect', network: 'encoder', wire: { id: 'w9', from: { node: 'code', port: 'output' }, to: { node: 'input', port: 'input' } } }, 'edit-no-such-port'],
    [{ kind: 'connect', network: 'encoder', wire: { id: 'w1', from: { node: 'input', port: 'output' }, to: { node: 'output', port: 'input' } } }, 'edit-id-taken'],
    [{ kind: 'disconnect', network: 'encoder', wires: ['w9'] }, 'edit-no-such-wire'],
    [{ kind: 'set-bypass', network: 'encoder', nodes: ['ghost'], bypassed: true }, 'edit-no-such-node'],
    [{ kind: 'remove-notes', network: 'encoder', notes: ['n1'] }, 'edit-no-such-note'],
    [{ kind: 'change-note', network: 'encoder', note: 'n1', changes: { text: 'x' } }, 'edit-no-such-note'],
    [{ kind: 'add-network', network: { id: 'encoder', name: 'x', nodes: [], wires: [] } }, 'edit-id-taken'],
    [{ kind: 'set-value', path: 'training.epoch', value: 3 }, 'setting-unknown'],
    [{ kind: 'set-value', path: 'training.epochs', value: 0 }, 'setting-invalid'],
  ])('D2: %j is refused', (value, code) => {
    expect(refusal(() => applyEdit(before, edit(value)))).toBe(code)
  })

  test('D2: an edit that breaks its own form is refused, too', () => {
    const broken = { kind: 'move-nodes', network: 'encoder', moves: [{ node: 'code', position: { x: Number.NaN, y: 0 } }] } as unknown as GraphEdit
    expect(refusal(() => applyEdit(before, broken))).toBe('edit-invalid')
  })

  test('D3: connecting replaces the wire at the port, and removing a node takes its wires along', () => {
    const shortcut = edit({ kind: 'connect', network: 'encoder', wire: { id: 'w9', from: { node: 'input', port: 'output' }, to: { node: 'output', port: 'input' } } })
    expect(applyEdit(before, shortcut).networks[0]?.wires.map((wire) => wire.id)).toEqual(['w1', 'w9'])
    const removed = applyEdit(before, edit({ kind: 'remove-nodes', network: 'encoder', nodes: ['code'] })).networks[0]
    expect([removed?.nodes.map((node) => node.id), removed?.wires]).toEqual([['input', 'output'], []])
    expect(applyEdit(before, edit({ kind: 'remove-network', network: 'decoder' })).recipe.roles).toEqual({ encoder: 'encoder' })
  })

  test('D7: switching a node off and on, and writing a comment and taking it away, leave no trace', () => {
    const bypass = (bypassed: boolean): GraphEdit => edit({ kind: 'set-bypass', network: 'encoder', nodes: ['code'], bypassed })
    const off = applyEdit(before, bypass(true))
    expect(off.networks[0]?.nodes.map((node) => node.bypassed)).toEqual([undefined, true, undefined])
    expect(applyEdit(off, bypass(false))).toEqual(before)
    const note = { id: 'n1', kind: 'comment', text: 'Why two?', colour: 'amber', position: { x: 0, y: -60 }, size: { width: 200, height: 40 } }
    const written = applyEdit(before, edit({ kind: 'add-note', network: 'encoder', note }))
    expect(refusal(() => applyEdit(written, edit({ kind: 'add-note', network: 'encoder', note })))).toBe('edit-id-taken')
    const moved = applyEdit(written, edit({ kind: 'change-note', network: 'encoder', note: 'n1', changes: { position: { x: 5, y: 6 }, text: '' } }))
    expect(moved.networks[0]?.notes).toEqual([{ ...note, position: { x: 5, y: 6 }, text: '' }])
    expect(applyEdit(moved, edit({ kind: 'remove-notes', network: 'encoder', notes: ['n1'] }))).toEqual(before)
  })

  test('D7: freezing a network and letting it learn again leaves no trace', () => {
    const frozen = applyEdit(before, edit({ kind: 'set-frozen', network: 'encoder', frozen: true }))
    expect(frozen.networks.map((network) => network.frozen)).toEqual([true, undefined])
    expect(applyEdit(frozen, edit({ kind: 'set-frozen', network: 'encoder', frozen: false }))).toEqual(before)
  })

  test('D7: the last binding, the last block and imported weights go without a trace', () => {
    const [plain, drawn] = startingDocuments
    const dropped = applyEdits(drawn, [
      edit({ kind: 'remove-nodes', network: 'encoder', nodes: ['a'] }),
      edit({ kind: 'set-bindings', network: 'unit', node: 'point', bindings: { units: null } }),
      edit({ kind: 'drop-starting-weights', network: 'encoder' }),
    ])
    expect(dropped.blocks?.[0]?.nodes.map((node) => Object.keys(node).includes('bindings'))).toEqual([false, false, false])
    expect(applyEdit(dropped, edit({ kind: 'remove-block', block: 'unit' }))).toEqual(plain)
    expect(applyEdit(plain, edit({ kind: 'drop-starting-weights', network: 'encoder' }))).toBe(plain)
  })

  test('D3: networks change places; past the end is the end, and a network stays in its roles', () => {
    const order = (to: number): string[] => applyEdit(before, edit({ kind: 'move-network', network: 'encoder', to })).networks.map((network) => network.id)
    expect([order(0), order(1), order(9)]).toEqual([['encoder', 'decoder'], ['decoder', 'encoder'], ['decoder', 'encoder']])
    expect(applyEdit(before, edit({ kind: 'move-network', network: 'encoder', to: 0 }))).toBe(before)
    expect(refusal(() => applyEdit(before, edit({ kind: 'move-network', network: 'ghost', to: 0 })))).toBe('edit-no-such-network')
  })

  test('D4: a loop can be drawn; analysis says what is wrong with it', () => {
    const looped = applyEdit(before, edit({ kind: 'connect', network: 'encoder', wire: { id: 'w9', from: { node: 'code', port: 'output' }, to: { node: 'code', port: 'input' } } }))
    expect(analyseExperiment(looped).problems.map((problem) => problem.code)).toContain('cycle')
  })

  test('an empty name brings the layer title back', () => {
    const named = applyEdit(before, edit({ kind: 'rename-node', network: 'encoder', node: 'code', name: ' Bottleneck ' }))
    expect(named.networks[0]?.nodes[1]?.name).toBe('Bottleneck')
    const plain = applyEdit(named, edit({ kind: 'rename-node', network: 'encoder', node: 'code', name: ' ' }))
    expect(Object.keys(plain.networks[0]?.nodes[1] ?? {})).not.toContain('name')
  })

  test('new ids are the first free ones', () => {
    const network = before.networks[0]
    if (network === undefined) throw new Error('no network')
    const added = { ...network, nodes: network.nodes.map((node) => (node.id === 'code' ? { ...node, id: newNodeId(network, 'dense') } : node)) }
    expect([newNodeId(network, 'dense'), newNodeId(added, 'dense'), newWireId(network), newWireIds(network, 2)]).toEqual(['dense-1', 'dense-2', 'wire-1', ['wire-1', 'wire-2']])
    expect(newNodeId(network, 'strange name!')).toBe('strange-name--1')
  })
})

describe('history', () => {
  test('D5: edits committed together are one step, all or none', () => {
    const history = createHistory(boringExperiment())
    const good = edit({ kind: 'set-value', path: 'name', value: 'New' })
    const bad = edit({ kind: 'set-value', path: 'nothing', value: 1 })
    expect(refusal(() => commit(history, [good, bad], 'both'))).toBe('setting-unknown')
    const after = commit(history, [good, edit({ kind: 'set-value', path: 'training.seed', value: 5 })], 'Name and seed')
    expect([after.past.length, after.past.at(-1)?.label, undo(after).present]).toEqual([1, 'Name and seed', history.present])
    expect(undo(after).future[0]?.label).toBe('Name and seed')
  })

  test('a commit without edits leaves no step, and the oldest steps are forgotten', () => {
    let history = createHistory(boringExperiment())
    expect(commit(history, [], 'nothing')).toBe(history)
    expect([undo(history), redo(history)]).toEqual([history, history])
    for (let seed = 0; seed < MOST_STEPS + 5; seed += 1) history = commit(history, [edit({ kind: 'set-value', path: 'training.seed', value: seed })], 'seed')
    expect(history.past).toHaveLength(MOST_STEPS)
  })

  test('D1: no edit changes the document it is given', () => {
    fc.assert(
      fc.property(fc.constantFrom(...startingDocuments), fc.array(arbitraryEdit, { maxLength: 10 }), arbitraryEdit, (start, edits, last) => {
        const { present } = play(start, edits)
        const text = JSON.stringify(present)
        refusal(() => applyEdit(present, last))
        expect(JSON.stringify(present)).toBe(text)
      }),
      { numRuns: 200, seed: 4 },
    )
  })
})

describe('analysis of whatever the schema lets through', () => {
  test('never throws, never changes the document, and places every problem where it is', () => {
    fc.assert(
      fc.property(arbitraryExperiment, (experiment) => {
        const text = JSON.stringify(experiment)
        const analysis = analyseExperiment(experiment)
        expect(JSON.stringify(experiment)).toBe(text)
        for (const problem of analysis.problems) {
          expect([problem.title, problem.expected, problem.got, problem.fix].every((words) => words !== '')).toBe(true)
          const network = experiment.networks.find((each) => each.id === problem.place.network)
          if (problem.place.network !== undefined) expect(network).toBeDefined()
          if (problem.place.node !== undefined) expect(network?.nodes.map((node) => node.id)).toContain(problem.place.node)
        }
      }),
      { numRuns: 500, seed: 6 },
    )
  })

  test('F5: every ready-made fix can be applied to the document it was made for', () => {
    let applied = 0
    fc.assert(
      fc.property(fc.constantFrom(...startingDocuments), fc.array(arbitraryEdit, { minLength: 2, maxLength: 15 }), (start, edits) => {
        const { present } = play(start, edits)
        for (const fix of analyseExperiment(present).problems.flatMap((problem) => problem.fixes ?? [])) {
          const mended = applyEdits(present, fix.edits)
          expect(experimentSchema.safeParse(mended).success).toBe(true)
          applied += 1
        }
      }),
      { numRuns: 500, seed: 7 },
    )
    expect(applied).toBeGreaterThan(300)
  })
})
