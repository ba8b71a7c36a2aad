// Experiment files that somebody changed by hand, or something spoilt: each is opened whole or refused in words that name the place.
import { readFileSync, readdirSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { hashExperiment } from '@shared/experiment/hash-experiment'
import { parseExperiment } from '@shared/experiment/parse-experiment'
import { serialiseExperiment } from '@shared/experiment/serialise-experiment'
import { StudioError, type StudioErrorDetail } from '@shared/studio-error'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Container = Json[] | { [key: string]: Json }

const FOLDER = 'resources/templates'
const FILE = 'mine.latent.json'
const templates = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.stringify((JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')) as { experiment: Json }).experiment))

/** The experiment, or what was said of it. Any other fault is thrown. */
function open(text: string): Experiment | StudioErrorDetail {
  try {
    return parseExperiment(text, FILE)
  } catch (error) {
    if (error instanceof StudioError) return error.detail
    throw error
  }
}

const isRefusal = (outcome: Experiment | StudioErrorDetail): outcome is StudioErrorDetail => 'code' in outcome

function expectWords({ message, path, expected, got, fix }: StudioErrorDetail): void {
  expect([message, path].every((words) => words?.includes(FILE))).toBe(true)
  expect([expected, got, fix].every((words) => words !== undefined && words !== '')).toBe(true)
}

function expectSound(experiment: Experiment): void {
  const text = serialiseExperiment(experiment)
  const again = parseExperiment(text, FILE)
  expect(serialiseExperiment(again)).toBe(text)
  expect(hashExperiment(again, (content) => content)).toBe(hashExperiment(experiment, (content) => content))
  for (const { title, expected, got, fix } of analyseExperiment(experiment).problems) expect([title, expected, got, fix].every((words) => words !== '')).toBe(true)
  expect(serialiseExperiment(experiment)).toBe(text)
}

/** Every place in a document where something stands: what holds it, and its key there. */
function places(document: Container): { readonly holder: Container; readonly key: string }[] {
  return Object.entries(document).flatMap(([key, value]) => [{ holder: document, key }, ...(typeof value === 'object' && value !== null ? places(value) : [])])
}

const at = (holder: Container, key: string): Json => (Array.isArray(holder) ? holder[Number(key)] : holder[key]) ?? null

function put(holder: Container, key: string, value: Json): void {
  if (Array.isArray(holder)) holder[Number(key)] = value
  else holder[key] = value
}

const strangeValue: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json[]>(null, true, '', 0, -1, 0.5, 1e308, -1e-320, 2 ** 31, 2 ** 53, [], {}, [[]], 'block:unit', 'input', 'x'.repeat(5000), '../../etc/passwd', [1e6, 1e6, 1e6], 'NaN', '\u0000\u202e'),
  fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json),
)
const mutation = fc.record({
  kind: fc.constantFrom('delete', 'replace', 'repeat', 'graft', 'rename', 'wrap'),
  place: fc.nat(),
  other: fc.nat(),
  value: strangeValue,
})

/** What a slip of the hand does: a value lost, changed, doubled, pasted elsewhere, misspelt or put in brackets. */
function mutate(document: Container, { kind, place, other, value }: { readonly kind: string; readonly place: number; readonly other: number; readonly value: Json }): void {
  const all = places(document)
  const here = all[place % all.length]
  const there = all[other % all.length]
  if (here === undefined || there === undefined) return
  const { holder, key } = here
  const old = at(holder, key)
  // A value pasted here may be changed by the next slip: it must not be the one that later runs are given.
  if (kind === 'replace') put(holder, key, structuredClone(value))
  else if (kind === 'wrap') put(holder, key, [old])
  else if (kind === 'graft') put(holder, key, structuredClone(at(there.holder, there.key)))
  else if (kind === 'repeat' && Array.isArray(holder)) holder.push(structuredClone(old))
  else if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else {
    Reflect.deleteProperty(holder, key)
    if (kind === 'rename') holder[`${key}s`] = old
  }
}

describe('fuzz', () => {
  test('templates changed at random in up to three places open whole, or are refused by name of file and place', () => {
    let [opened, refused] = [0, 0]
    fc.assert(
      fc.property(fc.constantFrom(...templates), fc.array(mutation, { minLength: 1, maxLength: 3 }), (template, mutations) => {
        const document = JSON.parse(template) as Container
        for (const each of mutations) mutate(document, each)
        const outcome = open(JSON.stringify(document))
        if (isRefusal(outcome)) {
          refused += 1
          expectWords(outcome)
        } else {
          opened += 1
          expectSound(outcome)
        }
      }),
      { numRuns: 1500, seed: 12 },
    )
    expect(Math.min(opened, refused)).toBeGreaterThan(20)
  })

  test('templates with letters lost, doubled or changed are read or refused in words', () => {
    const slip = fc.record({ from: fc.nat(), length: fc.nat(3), put: fc.oneof(fc.constantFrom('', ',', '"', '}', '[', '0', '-', '\\', 'e9'), fc.string({ maxLength: 3 })) })
    fc.assert(
      fc.property(fc.constantFrom(...templates), fc.array(slip, { minLength: 1, maxLength: 3 }), (template, slips) => {
        const text = slips.reduce((current, { from, length, put: put_ }) => current.slice(0, from % current.length) + put_ + current.slice((from % current.length) + length), template)
        const outcome = open(text)
        if (isRefusal(outcome)) expectWords(outcome)
        else expectSound(outcome)
      }),
      { numRuns: 300, seed: 13 },
    )
  })
})

describe('edited by hand', () => {
  const source = JSON.parse(readFileSync(`${FOLDER}/conv-vae-mnist.json`, 'utf8')) as { experiment: Experiment }
  const text = serialiseExperiment(parseExperiment(JSON.stringify(source.experiment), FILE))

  interface Loose {
    networks: { id: string; nodes: { id: string; type: string; parameters: Record<string, Json> }[]; wires: { id: string; from: Json; to: Json }[] }[]
    blocks?: Json
    recipe: { roles: Record<string, Json> }
    training: { [key: string]: Json; optimizers: Record<string, Json> }
  }
  const changed = (change: (document: Loose, encoder: Loose['networks'][number]) => void): string => {
    const document = JSON.parse(text) as Loose
    const [encoder] = document.networks
    if (encoder === undefined) throw new Error('no encoder')
    change(document, encoder)
    return JSON.stringify(document)
  }
  const layer = (encoder: Loose['networks'][number], type: string): Loose['networks'][number]['nodes'][number] => {
    const found = encoder.nodes.find((each) => each.type === type)
    if (found === undefined) throw new Error(`no ${type}`)
    return found
  }
  const block = (id: string, uses: string): Json => ({
    id,
    name: id,
    nodes: ['input', uses, 'output'].map((type, index) => ({ id: `n${index}`, type, parameters: {}, position: { x: 100 * index, y: 0 } })),
    wires: [0, 1].map((index) => ({ id: `w${index}`, from: { node: `n${index}`, port: 'output' }, to: { node: `n${index + 1}`, port: 'input' } })),
    parameters: [],
  })

  test.each([
    ['B3: a block that contains itself', changed((document) => (document.blocks = [block('a', 'block:a')])), 'experiment-block-inside-itself', 'blocks.0.nodes'],
    ['B3: blocks that contain one another', changed((document) => (document.blocks = [block('a', 'block:b'), block('b', 'block:a')])), 'experiment-block-inside-itself', 'blocks.0.nodes'],
    ['N1: two nodes with one id', changed((_document, encoder) => encoder.nodes.push(structuredClone(layer(encoder, 'dense')))), 'experiment-duplicate-id', 'nodes.'],
    ['N1: two wires with one id', changed((_document, encoder) => encoder.wires.push(...structuredClone(encoder.wires.slice(0, 1)))), 'experiment-duplicate-id', 'wires.'],
    ['E1: two networks with one id', changed((document, encoder) => document.networks.push(structuredClone(encoder))), 'experiment-duplicate-id', 'networks.2.id'],
    ['a role without a name', changed((document) => (document.recipe.roles[''] = 'encoder')), 'experiment-does-not-fit', 'recipe.roles.'],
    ['a role whose name no path can say', changed((document) => (document.recipe.roles['a.b'] = 'encoder')), 'experiment-does-not-fit', 'recipe.roles.a.b'],
    ['an optimizer for a player without a name', changed((document) => (document.training.optimizers[''] = Object.values(document.training.optimizers)[0] ?? null)), 'experiment-does-not-fit', 'training.optimizers.'],
    ['a layer in a list', changed((_document, encoder) => encoder.nodes.push([] as never)), 'experiment-does-not-fit', 'networks.0.nodes.'],
  ])('%s: refused, naming the place', (_what, file, code, place) => {
    const outcome = open(file)
    if (!isRefusal(outcome)) throw new Error('it was opened')
    expectWords(outcome)
    expect(outcome).toMatchObject({ code, path: expect.stringContaining(place) as string })
  })

  const feedsItself = changed((_document, encoder) => {
    const { id } = layer(encoder, 'dense')
    encoder.wires = encoder.wires.map((wire) => (JSON.stringify(wire.to).includes(`"${id}"`) ? { ...wire, from: { node: id, port: 'output' } } : wire))
  })
  const huge = (type: string, parameters: Record<string, Json>): string =>
    changed((_document, encoder) => {
      layer(encoder, type).parameters = parameters
    })
  test.each([
    ['N4: wires in a circle', feedsItself, 'cycle'],
    ['an activation without a name', changed((document) => document.networks.forEach(({ nodes }) => nodes.filter(({ type }) => type === 'output').forEach(({ parameters }) => (parameters['activation'] = '')))), 'output-not-sigmoid'],
    ['N8: a layer nobody knows', changed((_document, encoder) => (layer(encoder, 'dense').type = 'perceiver')), 'layer-unknown'],
    ['B2: a block that is not in the file', changed((_document, encoder) => (layer(encoder, 'dense').type = 'block:lost')), 'block-missing'],
    ['N12: a weight of terabytes', huge('dense', { units: 1_000_000 }), 'too-large'],
    ['N12: an image of terabytes', changed((_document, encoder) => Object.assign(layer(encoder, 'conv-2d'), { type: 'learned-constant', parameters: { target: [1e6, 1e6, 4] } })), 'too-large'],
    ['N9: a negative size', huge('conv-2d', { filters: -3 }), 'parameter-invalid'],
    ['N9: a size beyond all bounds', huge('dense', { units: 1e300 }), 'parameter-invalid'],
    [
      'E11: batches of terabytes',
      changed((document, encoder) => {
        document.training['batchSize'] = 60_000
        layer(encoder, 'conv-2d').parameters = { filters: 16_384 }
      }),
      'memory-impossible',
    ],
  ])('%s: opened whole, shown in words at the place, and training is blocked', (_what, file, code) => {
    const outcome = open(file)
    if (isRefusal(outcome)) throw new Error(outcome.message)
    expect(JSON.parse(serialiseExperiment(outcome))).toEqual(JSON.parse(file))
    expectSound(outcome)
    const problem = analyseExperiment(outcome).problems.find((each) => each.code === code)
    expect(problem).toMatchObject({ severity: 'error', place: { network: code === 'output-not-sigmoid' ? 'decoder' : 'encoder', node: expect.any(String) as string } })
  })
})
