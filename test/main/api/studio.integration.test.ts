// The contract over a real studio: what pages may ask, what they get for nonsense, and what they cannot reach.
import { existsSync, readdirSync, readFileSync, writeFileSync, mkdirSync, chmodSync } from 'node:fs'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { contract } from '@shared/contract/contract'
import { createStudio, type Studio, type StudioClient } from '../../../src-main/api/create-studio'
import { probeEngine } from '../../../src-main/api/engine-probe'
import { locate, type Locations } from '../../../src-main/locations'
import { silentLogger, type Logger } from '../../../src-main/logger'
import { temporaryFolder } from '../../support/temporary-folder'
import { untilEnded } from '../../support/train-to-end'
import { openHost } from '../local-host/open-host'
import { badTrainer, smallExperiment } from '../runs/run-fixtures'
import { rejectionOf } from '../../support/refusal'

interface OpenStudio extends AsyncDisposable {
  readonly studio: Studio
}

function open(folder: string, locations: Partial<Locations> = {}, logger: Logger = silentLogger): OpenStudio {
  const studio = createStudio({ dataDirectory: folder, locations: locate(locations), host: 'local-host', logger })
  return { studio, [Symbol.asyncDispose]: () => studio.close() }
}

const codeOf = async (work: Promise<unknown>): Promise<string> => (await rejectionOf(work)).code

describe('the studio', () => {
  test('tells its version, folder, disk and, once probed, its engine', async () => {
    await using folder = await temporaryFolder()
    await using opened = open(folder.path)
    const { client, services } = opened.studio
    const first = await client.studio.info()
    expect(first).toMatchObject({ host: 'local-host', dataDirectory: folder.path, version: expect.stringMatching(/^\d+\.\d+\.\d+/) })
    expect(first.disk.free).toBeGreaterThan(0)
    const { engine } = await services.information.engine()
    expect((await client.studio.info()).engine).toEqual(engine)
    expect(engine).not.toBeNull()
  })

  test('templates are the agreed ones, in the order a newcomer should meet them', async () => {
    await using folder = await temporaryFolder()
    await using opened = open(folder.path)
    const templates = await opened.studio.client.templates.list()
    const ids = templates.map((template) => template.id)
    expect(ids.toSorted()).toEqual(readdirSync(locate().templates).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : [])).toSorted())
    const agreed = ['vae-mnist', 'conv-vae-mnist', 'autoencoder-mnist-2d', 'autoencoder-two-moons', 'gan-mnist', 'dcgan-mnist', 'wgan-gp-mnist', 'gan-ring', 'wgan-gp-ring']
    expect(ids.filter((id) => agreed.includes(id))).toEqual(agreed)
    // The page asks for every address it is given: none for a picture that is not there.
    const pictures = locate().templates
    expect(templates.map(({ picture }) => picture)).toEqual(templates.map(({ id }) => (existsSync(join(pictures, `${id}.png`)) ? `/templates/${id}.png` : '')))
  })

  test('closing records what runs still tell, whatever else cannot be closed', async () => {
    await using folder = await temporaryFolder()
    const { studio } = open(folder.path, { trainer: badTrainer })
    const { id } = studio.services.runs.start({ experiment: smallExperiment({ description: 'patient' }), templateId: null })
    for await (const { event } of studio.services.runs.watch(id, 0)) if (event.kind === 'progress') break
    studio.services.imports.close = () => Promise.reject(new Error('a folder that cannot be deleted'))
    studio.services.models.close = () => {
      throw new Error('another one')
    }
    await expect(studio.close()).rejects.toThrow('a folder that cannot be deleted')
    expect(existsSync(studio.folder.host)).toBe(false)
    await using again = open(folder.path)
    expect(again.studio.services.runs.get(id)).toMatchObject({ status: 'stopped', error: { code: 'studio-closed' } })
  })

  test('a broken template is left out, the others stay', async () => {
    await using folder = await temporaryFolder()
    const templates = join(folder.path, 'templates')
    mkdirSync(templates)
    writeFileSync(join(templates, 'broken.json'), '{')
    writeFileSync(join(templates, 'good.json'), readFileSync(join(locate().templates, 'vae-mnist.json'), 'utf8'))
    await using opened = open(join(folder.path, 'data'), { templates })
    expect((await opened.studio.client.templates.list()).map((template) => template.id)).toEqual(['vae-mnist'])
  })

  test('datasets are previewed in a process of their own; absent files are named', async () => {
    await using folder = await temporaryFolder()
    await using opened = open(join(folder.path, 'data'))
    const { client } = opened.studio
    const mnist = await client.datasets.preview({ id: 'mnist', parameters: {} })
    expect(mnist.sheet).toMatchObject({ tileWidth: 28, tileHeight: 28 })
    expect(Buffer.from(mnist.sheet?.png ?? '', 'base64').subarray(1, 4).toString()).toBe('PNG')
    expect(mnist.classCounts?.reduce((sum, { train }) => sum + train, 0)).toBe(60_000)
    const moons = await client.datasets.preview({ id: 'two-moons', parameters: { testCount: 10 } })
    expect(moons.points).toHaveLength(10)
    expect(await codeOf(client.datasets.preview({ id: 'nothing', parameters: {} }))).toBe('dataset-unknown')

    await using bare = open(join(folder.path, 'other'), { mnist: join(folder.path, 'empty') })
    const status = await bare.studio.client.datasets.status()
    expect(status.find((entry) => entry.id === 'mnist')?.problem).toMatchObject({ path: expect.stringContaining('empty'), fix: expect.any(String) })
    expect(await codeOf(bare.studio.client.datasets.preview({ id: 'mnist', parameters: {} }))).toBe(status.find((entry) => entry.id === 'mnist')?.problem?.code)
  })

  test('experiments are saved, listed, opened and deleted; a file that is none is refused by name', async () => {
    await using folder = await temporaryFolder()
    await using opened = open(folder.path)
    const { experiments } = opened.studio.client
    const saved = await experiments.save({ id: null, experiment: smallExperiment() })
    expect((await experiments.open({ id: saved.id })).experiment).toEqual(smallExperiment())
    expect((await experiments.list()).map((entry) => entry.id)).toEqual([saved.id])
    expect(await codeOf(experiments.parse({ text: '{"format":"other"}', fileName: 'mine.json' }))).toMatch(/^experiment-/)
    writeFileSync(join(opened.studio.folder.experiments, `${saved.id}.latent.json`), 'half a fi')
    expect(await codeOf(experiments.open({ id: saved.id }))).toMatch(/^experiment-/)
    await experiments.delete({ id: saved.id })
    expect(await codeOf(experiments.open({ id: saved.id }))).toBe('experiment-not-found')
    expect(await codeOf(experiments.open({ id: '../studio' }))).toBe('experiment-not-found')
    if (process.getuid?.() === 0 || process.platform === 'win32') return
    chmodSync(opened.studio.folder.experiments, 0o500)
    expect(await codeOf(experiments.save({ id: null, experiment: smallExperiment() }))).toBe('experiment-not-saved')
  })

  test('a request that does not fit, an experiment with faults and an unknown run are answered in words', async () => {
    await using folder = await temporaryFolder()
    await using opened = open(folder.path)
    const { runs } = opened.studio.client
    expect(await codeOf(runs.get({ id: 'zzzzzzzz' }))).toBe('run-not-found')
    expect(await codeOf(runs.get({ id: '../../etc' }))).toBe('input-invalid')
    expect(await codeOf(runs.start({ experiment: { ...smallExperiment(), networks: [] }, templateId: null }))).toBe('experiment-invalid')
    expect(await codeOf(runs.start({ experiment: { ...smallExperiment(), version: 99 } as never, templateId: null }))).toBe('input-invalid')
  })
})

describe('the engine probe', () => {
  test('a trainer that crashes, says nothing, or is not there is a finding, not a fault', async () => {
    await using folder = await temporaryFolder()
    const script = (name: string, text: string): string => {
      const file = join(folder.path, name)
      writeFileSync(file, text)
      return file
    }
    const probe = (trainer: string, timeoutMs?: number) => probeEngine(locate({ trainer }), timeoutMs)
    expect(await probe(script('abort.mjs', 'process.abort()'))).toMatchObject({ engine: null, problem: { code: 'trainer-crashed' } })
    expect(await probe(script('silent.mjs', ''))).toMatchObject({ engine: null, problem: { code: 'trainer-exited' } })
    expect(await probe(script('hang.mjs', 'setInterval(() => {}, 1000)'), 1500)).toMatchObject({ engine: null, problem: { code: 'engine-not-answering' } })
    expect(await probe(join(folder.path, 'nowhere.mjs'))).toMatchObject({ engine: null, problem: { code: 'trainer-missing' } })
    const engine = { id: 'javascript', version: '1', device: 'CPU', accelerator: 'cpu', native: false }
    expect(await probe(script('noisy.mjs', `console.log('a library says hello'); console.log(JSON.stringify({ engine: ${JSON.stringify(engine)}, problem: null }))`))).toEqual({ engine, problem: null })
  })
})

function procedures(router: object, path: readonly string[] = []): string[] {
  return Object.entries(router).flatMap(([key, value]) => ('~orpc' in (value as object) ? [[...path, key].join('/')] : procedures(value as object, [...path, key])))
}

describe('over the network', () => {
  test('whatever is sent to whichever procedure is answered with a status, and the studio goes on', async () => {
    await using folder = await temporaryFolder()
    await using host = await openHost(folder.path)
    const headers = { authorization: `Bearer ${host.host.bearer}`, 'content-type': 'application/json', 'x-latent-studio': '1' }
    const paths = procedures(contract).filter((path) => !path.startsWith('runs/watch'))
    expect(paths.length).toBeGreaterThan(20)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths, 'studio', 'constructor', '__proto__', 'runs/__proto__', 'runs/get/~orpc'), fc.oneof(fc.json(), fc.string(), fc.json().map((text) => `{"json":${text},"meta":[[1,"a"],[7]]}`), fc.json().map((text) => `{"json":{"id":${text}}}`)), async (path, body) => {
        const { status, text } = await host.ask(`/rpc/${path}`, { method: 'POST', headers, body })
        expect([200, 400, 404, 422].includes(status), `${path} ${body} gave ${status} ${text}`).toBe(true)
      }),
      { numRuns: 400, seed: 7 },
    )
    expect((await host.ask('/rpc/runs/list', { method: 'POST', headers, body: '{}' })).status).toBe(200)
    expect(host.studio.services.runs.list()).toEqual([])
  })

  test('nonsense on the WebSocket, and a message too large, end their own connection and nothing else', async () => {
    await using folder = await temporaryFolder()
    await using host = await openHost(folder.path)
    const connect = async (): Promise<WebSocket> => {
      const socket = new WebSocket(`ws://127.0.0.1:${host.host.port}/rpc`, { headers: { authorization: `Bearer ${host.host.bearer}` } })
      await new Promise((resolve) => socket.once('open', resolve))
      return socket
    }
    const steady = await connect()
    const client: StudioClient = createORPCClient(new RPCLink({ websocket: steady }))
    const nonsense = ['', '{', 'null', '[]', '{"i":1}', '{"i":"2","p":{"u":"http://evil/runs"}}', '{"i":"3","t":3}', '{"i":"4","t":9}', Buffer.from([255, 254, 0, 1]), 'x'.repeat(25 * 1024 * 1024)]
    for (const message of nonsense) {
      const socket = await connect()
      const closed = new Promise<number>((resolve) => socket.once('close', resolve))
      socket.on('error', () => {})
      socket.send(message)
      expect([1003, 1009, 1006]).toContain(await closed)
      expect(await client.runs.list()).toEqual([])
    }
    // Well-formed, but about nothing there is.
    steady.send('{"i":"77","p":{"u":"//evil/runs"}}')
    steady.send('{"i":"78","t":4}')
    expect(await client.runs.list()).toEqual([])
    steady.close()
  })

  test('a page that stops reading holds up nobody, and gets everything once it reads on', async () => {
    await using folder = await temporaryFolder()
    await using host = await openHost(folder.path)
    const { client } = host.studio
    const socket = new WebSocket(`ws://127.0.0.1:${host.host.port}/rpc`, { headers: { authorization: `Bearer ${host.host.bearer}` } })
    const slow: StudioClient = createORPCClient(new RPCLink({ websocket: socket }))
    const { id } = await client.runs.start({ experiment: smallExperiment({ epochs: 300 }), templateId: null })
    const stream = await slow.runs.watch({ id, after: 0 })
    const underlying = (socket as unknown as { _socket: { pause(): void; resume(): void } })._socket
    underlying.pause()
    await untilEnded(client, id)
    underlying.resume()
    const steps = new Set<number>()
    let last = 0
    for await (const { event, sequence } of stream) {
      expect(sequence).toBeGreaterThan(last)
      last = sequence
      if (event.kind === 'metrics') for (const point of event.points) if (point.name === 'train/loss') steps.add(point.step)
    }
    expect(steps.size).toBe(300 * 8)
    socket.close()
    await expect.poll(() => host.studio.services.runs.bus.subscribers).toBe(0)
  })
})
