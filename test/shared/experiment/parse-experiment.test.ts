// Reading and writing experiment files: what is refused, in which words, and what survives.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { migrateExperiment, type ExperimentMigration } from '@shared/experiment/migrations'
import { parseExperiment } from '@shared/experiment/parse-experiment'
import { serialiseExperiment } from '@shared/experiment/serialise-experiment'
import { StudioError, type StudioErrorDetail } from '@shared/studio-error'
import { boringExperiment } from '../graph/build-network'
import { refusalOf } from '../../support/refusal'

const text = serialiseExperiment(boringExperiment())
const document = JSON.parse(text) as Record<string, unknown>

const parse = (value: unknown): StudioErrorDetail => refusalOf(() => parseExperiment(typeof value === 'string' ? value : JSON.stringify(value), 'my.latent.json'))

/** The document with one value changed, by path. */
function changed(path: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(document)
  let at: Record<string | number, unknown> = copy
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>
  const last = path.at(-1) ?? ''
  if (value === undefined) delete at[last]
  else at[last] = value
  return copy
}

describe('what is refused', () => {
  test.each([
    ['', 'experiment-not-json', 'an empty file'],
    ['{ "format": ', 'experiment-not-json', 'JSON'],
    ['[1, 2]', 'experiment-wrong-format', 'a list'],
    ['null', 'experiment-wrong-format', 'null'],
    ['{"nodes": []}', 'experiment-wrong-format', 'format nothing'],
    ['{"format": "comfy"}', 'experiment-wrong-format', 'format "comfy"'],
  ])('%j is refused as %s', (source, code, got) => {
    const detail = parse(source)
    expect(detail.code).toBe(code)
    expect(detail.message).toContain('my.latent.json')
    expect(detail.got).toContain(got)
    expect(detail.fix).toBeTruthy()
  })

  test('S3: a newer version is refused untouched, before anything else is looked at', () => {
    expect(parse({ ...document, version: 4, networks: 'of the future' })).toEqual({
      code: 'experiment-newer',
      message: 'my.latent.json was made by a newer Latent Studio; it was left as it is',
      path: 'my.latent.json: version',
      expected: 'version 3 or older',
      got: 'version 4',
      fix: 'update Latent Studio, then open it again',
    })
  })

  test.each([[undefined], ['1'], [0], [1.5], [null]])('a version of %j is none', (version) => {
    expect(parse(changed(['version'], version)).code).toBe('experiment-version-unknown')
  })

  test.each([
    [['training', 'epochs'], 0, 'training.epochs', 'a whole number from 1 to 100,000', '0'],
    [['training', 'epochs'], '10', 'training.epochs', 'a whole number from 1 to 100,000', '"10"'],
    [['training', 'seed'], undefined, 'training.seed', 'a whole number from 0 to 2,147,483,647', 'nothing'],
    [['networks', 0, 'nodes', 1, 'position', 'x'], 'left', 'networks.0.nodes.1.position.x', 'a number from -1,000,000 to 1,000,000', '"left"'],
    [['networks', 0, 'nodes', 1, 'id'], 'has space', 'networks.0.nodes.1.id', 'a name of 1 to 64 letters, digits, - or _', '"has space"'],
    [['networks', 1, 'wires', 0, 'to', 'port'], 7, 'networks.1.wires.0.to.port', 'a text of at most 32 characters', '7'],
    [['recording', 'sampleCount'], 1000, 'recording.sampleCount', 'a whole number from 1 to 256', '1000'],
    [['training', 'epoch'], 3, 'training.epoch', 'one of epochs, steps, batchSize, seed, optimizers, execution', 'epoch'],
    [['recipe'], undefined, 'recipe', 'an object', 'nothing'],
  ])('%j = %j is named with what was expected and found', (path, value, place, expected, got) => {
    expect(parse(changed(path, value))).toMatchObject({ code: 'experiment-does-not-fit', path: `my.latent.json: ${place}`, expected, got })
  })

  test('several faults are counted, the first one named', () => {
    const broken = { ...document, name: '', description: 3 }
    expect(parse(broken).message).toBe('my.latent.json is not a sound experiment: name is wrong, and 1 more place')
  })

  test('N1 and E1: doubled ids are refused with their place', () => {
    expect(parse(changed(['networks', 1, 'id'], 'encoder'))).toMatchObject({ code: 'experiment-duplicate-id', path: 'my.latent.json: networks.1.id' })
    expect(parse(changed(['networks', 0, 'nodes', 2, 'id'], 'input'))).toMatchObject({ code: 'experiment-duplicate-id', got: 'input again' })
    expect(parse(changed(['networks', 0, 'wires', 1, 'id'], 'w1'))).toMatchObject({ code: 'experiment-duplicate-id', path: 'my.latent.json: networks.0.wires.1.id' })
  })

  test('lists nested a hundred thousand deep are refused, not followed', () => {
    const bomb = '['.repeat(100_000) + ']'.repeat(100_000)
    expect(parse(bomb).code).toBe('experiment-too-deep')
    expect(parse(text.replace('"parameters": {}', `"parameters": {"x": ${bomb}}`)).code).toBe('experiment-too-deep')
  })

  test('any text is read or refused by a StudioError, never by another fault', () => {
    const pieces = fc.oneof(fc.string(), fc.json(), fc.nat({ max: text.length }).map((cut) => text.slice(0, cut)))
    fc.assert(
      fc.property(pieces, (source) => {
        try {
          parseExperiment(source, 'any')
        } catch (error) {
          expect(error).toBeInstanceOf(StudioError)
        }
      }),
      { numRuns: 300, seed: 8 },
    )
  })

  test('any single value of a file replaced by any other is read or refused by a StudioError', () => {
    const paths: (string | number)[][] = []
    const walk = (value: unknown, path: (string | number)[]): void => {
      if (path.length > 0) paths.push(path)
      if (Array.isArray(value)) value.forEach((each, index) => walk(each, [...path, index]))
      else if (typeof value === 'object' && value !== null) for (const [key, each] of Object.entries(value)) walk(each, [...path, key])
    }
    walk(document, [])
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        try {
          const read = parseExperiment(JSON.stringify(changed(path, value)), 'any')
          expect(parseExperiment(serialiseExperiment(read), 'any')).toEqual(read)
        } catch (error) {
          expect(error).toBeInstanceOf(StudioError)
        }
      }),
      { numRuns: 500, seed: 9 },
    )
  })
})

describe('what is let in', () => {
  test('an unknown layer and a wire to nowhere are kept as they are', () => {
    const strange = changed(['networks', 0, 'nodes', 1, 'type'], 'attention') as typeof document
    expect(parseExperiment(JSON.stringify(strange), 'x').networks[0]?.nodes[1]?.type).toBe('attention')
    expect(parseExperiment(JSON.stringify(changed(['networks', 0, 'wires', 0, 'to', 'node'], 'ghost')), 'x').networks[0]?.wires[0]?.to.node).toBe('ghost')
  })

  test('a byte order mark is passed over', () => {
    expect(parseExperiment(`\uFEFF${text}`, 'x')).toEqual(boringExperiment())
  })

  test('a parameter called __proto__ touches no prototype', () => {
    const hostile = text.replace('"parameters": {}', '"parameters": {"__proto__": {"polluted": true}}')
    expect(hostile).not.toBe(text)
    const read = parseExperiment(hostile, 'x')
    expect([(read.networks[0]?.nodes[0]?.parameters as { polluted?: boolean }).polluted, ({} as { polluted?: boolean }).polluted]).toEqual([undefined, undefined])
  })
})

describe('S3 migrations', () => {
  const migrations: readonly ExperimentMigration[] = [
    { from: 1, what: 'title became name', migrate: ({ title, ...rest }) => ({ ...rest, name: title }) },
    { from: 2, what: 'a description was added', migrate: (old) => ({ ...old, description: `once version ${String(old['version'])}` }) },
  ]
  const { name, description: _description, ...rest } = document
  const old = { ...rest, version: 1, title: name }

  test('an old file is brought forward one version at a time and its own text stays as it was', () => {
    const before = JSON.stringify(old)
    expect(migrateExperiment(old, 'x', migrations, 3)).toEqual({ ...rest, version: 3, name, description: 'once version 2' })
    expect(JSON.stringify(old)).toBe(before)
  })

  test('a file of today passes through no migration', () => {
    const never: ExperimentMigration = { from: 1, what: 'must not run', migrate: () => ({}) }
    expect(parseExperiment(text, 'x', { migrations: [never] })).toEqual(boringExperiment())
  })

  test.each([1, 2])('a file of version %i opens as it was, and is of today’s version from then on', (version) => {
    const old = text.replace('"version": 3', `"version": ${version}`)
    expect(old).not.toBe(text)
    expect(parseExperiment(old, 'x')).toEqual(boringExperiment())
    expect(serialiseExperiment(parseExperiment(old, 'x'))).toBe(text)
  })

  test('a gap in the list is refused rather than jumped', () => {
    expect(refusalOf(() => migrateExperiment(old, 'x', migrations.slice(1), 3)).code).toBe('experiment-version-unknown')
  })

  test('the document that migrations give is checked like any other', () => {
    const ruin: ExperimentMigration = { from: 3, what: 'ruins it', migrate: (each) => ({ ...each, networks: 'none' }) }
    expect(refusalOf(() => parseExperiment(text, 'x', { migrations: [ruin], version: 4 }))).toMatchObject({ code: 'experiment-does-not-fit' })
  })
})

describe('S2 writing', () => {
  test('ends in a newline, indents by two, and has its keys in the schema’s order', () => {
    expect(text).toMatch(/^\{\n {2}"format": "latent-studio-experiment",\n {2}"version": 3,\n {2}"name": "Boring",[\s\S]*\}\n$/)
  })

  test('the same document in any order of keys gives the same text', () => {
    const reversed = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(reversed)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).toReversed().map(([key, member]) => [key, reversed(member)]))
          : value
    const other = reversed(document)
    expect(JSON.stringify(other)).not.toBe(JSON.stringify(document))
    expect(serialiseExperiment(other as ReturnType<typeof boringExperiment>)).toBe(text)
  })
})
