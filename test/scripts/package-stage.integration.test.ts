// What the desktop package carries beside its archive, laid out for real and run away from the project: the trainer with
// its packages on the carried Node. Only Electron itself is missing here.
import { cpSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { stage } from '../../scripts/package/stage.mjs'
import { createStudio } from '../../src-main/api/create-studio'
import { desktopLocations } from '../../src-main/electron/desktop-locations'
import { silentLogger } from '../../src-main/logger'
import { temporaryFolder } from '../support/temporary-folder'

const root = resolve(import.meta.dirname, '../..')

test('a run, a question to its checkpoint and a dataset preview work from the packaged layout', async () => {
  await using resources = await temporaryFolder()
  await using data = await temporaryFolder()
  const { packages } = stage(resources.path)
  expect(packages).toEqual(expect.arrayContaining(['@tensorflow/tfjs-core', 'zod']))
  cpSync(join(root, 'resources', 'templates'), join(resources.path, 'templates'), { recursive: true })
  const locations = desktopLocations({ isPackaged: true, appPath: root, resourcesPath: resources.path, platform: process.platform })
  expect([locations.trainer, locations.inference, locations.node].every((path) => path.startsWith(resources.path))).toBe(true)
  const studio = createStudio({ dataDirectory: data.path, locations, host: 'desktop', logger: silentLogger })
  try {
    const template = studio.services.templates.find('autoencoder-two-moons')
    if (template === undefined) throw new Error('The template autoencoder-two-moons is missing')
    const { experiment } = template
    const { id } = await studio.client.runs.start({ experiment: { ...experiment, training: { ...experiment.training, steps: 20 } }, templateId: template.id })
    for await (const event of await studio.client.runs.watch({ id })) expect(event.run).toBe(id)
    const run = await studio.client.runs.get({ id })
    expect([run.status, run.error]).toEqual(['finished', null])
    expect((await studio.client.inference.generate({ run: id, step: 'latest', count: 2, seed: 1 })).kind).toBe('done')
    const preview = await studio.client.datasets.preview({ id: 'mnist', parameters: {} })
    expect(preview.sheet?.png.length).toBeGreaterThan(1000)
  } finally {
    await studio.close()
  }
})
