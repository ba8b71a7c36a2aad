// The machine is measured by a real process of its own, kept, and measured again where what is kept is of another engine.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { CalibrationDesk } from '../../../src-main/api/calibration-desk'
import { probeEngine } from '../../../src-main/api/engine-probe'
import { locate } from '../../../src-main/locations'
import { calibrationWorkloads } from '../../../src-shared/cost/calibration-workloads'
import { machineCost } from '../../../src-shared/cost/estimate-cost'
import { workKinds } from '../../../src-shared/cost/work'

const folder = mkdtempSync(join(tmpdir(), 'latent-studio-calibration-'))
const locations = locate()
const probed = probeEngine(locations)
const warnings: string[] = []
const logger = { warn: (text: string) => void warnings.push(text), error: () => {} }
let training = false
const open = (overrides: Partial<typeof locations> = {}) =>
  new CalibrationDesk({
    dataDirectory: folder,
    locations: { ...locations, ...overrides },
    logger,
    runs: {
      get training() {
        return training
      },
      list: () => [],
      get: () => expect.fail('no run is there'),
    },
    engine: () => probed,
  })

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('it waits for the end of a run, measures every workload, and keeps what it found for the next start', async () => {
  const desk = open()
  expect(await desk.read()).toMatchObject({ state: 'unmeasured', calibration: null, problem: null })
  training = true
  desk.measure()
  expect(await desk.read()).toMatchObject({ state: 'waiting' })
  training = false
  await vi.waitUntil(async () => (await desk.read()).state === 'measured', { timeout: 240_000, interval: 100 })
  const { calibration } = await desk.read()
  if (calibration === null) expect.fail('nothing was kept')
  expect(calibration.steps.map(({ id }) => id)).toEqual(calibrationWorkloads.map(({ id }) => id))
  const { speed, engineBytes } = machineCost(calibration)
  expect(workKinds.every((kind) => Number.isFinite(speed[kind]) && speed[kind] >= 0)).toBe(true)
  expect(engineBytes).toBeGreaterThan(5e7)
  desk.close()
  expect(await open().read()).toMatchObject({ state: 'measured', calibration: { takenAt: calibration.takenAt } })
})

test('what was measured with another engine, or is damaged, counts as not measured', async () => {
  const file = join(folder, 'calibration.json')
  const kept = JSON.parse(readFileSync(file, 'utf8')) as { engine: { version: string } }
  writeFileSync(file, JSON.stringify({ ...kept, engine: { ...kept.engine, version: 'another' } }))
  expect(await open().read()).toMatchObject({ state: 'unmeasured' })
  writeFileSync(file, '{"version":1')
  expect(await open().read()).toMatchObject({ state: 'unmeasured' })
})

test('a process that cannot measure is a problem in words, and asking again tries again', async () => {
  const desk = open({ calibration: join(folder, 'nothing-here.js') })
  desk.measure()
  await vi.waitUntil(async () => (await desk.read()).state === 'failed', { timeout: 60_000, interval: 50 })
  expect((await desk.read()).problem).toMatchObject({ code: expect.stringMatching(/^calibration-/), fix: expect.stringMatching(/alibrate again/) })
  desk.measure()
  expect((await desk.read()).state).not.toBe('failed')
  desk.close()
})
