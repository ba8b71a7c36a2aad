// What a person does wrong, or what the world does to them: each is met with words that name it, and nothing is lost.
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { startLocalHost } from '../support/local-host'
import { shippedExperiment } from '../support/shipped-templates'
import { studioPlaces } from '../support/studio-places'
import { temporaryFolder } from '../support/temporary-folder'
import { useStudio } from '../support/use-studio'

const studio = useStudio()
const { inspector, goTo, messages, openFile, press, runBar, runIs, runPanel, setEpochs, totals } = studioPlaces(() => studio.page)
let page: Page

beforeAll(async () => {
  page = studio.page
  await page.getByRole('button', { name: /^Autoencoder on two moons/ }).click()
  await totals().waitFor()
})

const title = () => page.getByRole('banner').innerText()

describe('bad input', () => {
  test('a broken file, a foreign one and one from a newer studio are refused in words; the canvas keeps what it had', async () => {
    await openFile('torn.latent.json', '{"format": "latent-studio-exp')
    await expect.poll(() => messages().innerText()).toContain('torn.latent.json')
    await openFile('notes.latent.json', '{"hello": 1}')
    await expect.poll(() => messages().innerText()).toContain('notes.latent.json')
    await openFile('newer.latent.json', JSON.stringify({ ...shippedExperiment('vae-mnist'), version: 99 }))
    await expect.poll(() => messages().innerText()).toMatch(/99/)
    expect(await title()).toContain('Autoencoder on two moons')
    expect(await totals().innerText()).toContain('8,835')
  })

  test('a layer that does not fit says so on its node, blocks training by name, and undo mends it', async () => {
    await page.getByRole('group', { name: /^Point in Decoder/ }).click()
    await inspector().getByRole('tab', { name: 'Layer' }).click()
    await inspector().getByRole('textbox', { name: 'Units' }).fill('3')
    await expect.poll(() => runBar().innerText()).toMatch(/1 problem blocks training/)
    expect(await runBar().getByRole('button', { name: 'Train', exact: true }).isDisabled()).toBe(true)
    const words = await page.getByRole('region', { name: 'Design' }).innerText()
    expect(words).toMatch(/Expected/)
    expect(words).toMatch(/Got/)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => runBar().getByRole('button', { name: 'Train', exact: true }).isEnabled()).toBe(true)
  })

  test('what does not block training is a warning beside the button, and the key for problems leads there', async () => {
    const moons = shippedExperiment('autoencoder-two-moons')
    const [encoder, ...others] = moons.networks
    if (encoder === undefined) throw new Error('no encoder')
    const loose = { id: 'loose', type: 'dense', name: 'Loose end', parameters: {}, position: { x: 200, y: 140 } }
    await openFile('loose.latent.json', JSON.stringify({ ...moons, networks: [{ ...encoder, nodes: [...encoder.nodes, loose] }, ...others] }))
    await expect.poll(() => runBar().innerText()).toMatch(/1 warning\s+Loose end leads nowhere/)
    expect(await runBar().getByRole('button', { name: 'Train', exact: true }).isEnabled()).toBe(true)
    await page.keyboard.press('F8')
    await page.locator('.vue-flow__node.selected').filter({ hasText: 'Loose end' }).waitFor()
    await page.keyboard.press('Delete')
    await expect.poll(() => runBar().innerText()).toMatch(/Ready to train/)
  })

  test('a learning rate of nonsense is refused beside its field and never reaches the document', async () => {
    await inspector().getByRole('tab', { name: 'Optimizer' }).click()
    const field = inspector().getByRole('textbox', { name: 'Learning rate' })
    await field.fill('-3')
    await expect.poll(() => inspector().innerText()).toMatch(/0|positive|above/i)
    await expect.poll(async () => (await runBar().innerText()).includes('blocks training') || (await field.getAttribute('aria-invalid')) === 'true').toBe(true)
    await field.fill('0.003')
    await expect.poll(() => runBar().getByRole('button', { name: 'Train', exact: true }).isEnabled()).toBe(true)
  })

  test('a trainer that is killed costs its run alone: the run says why, keeps what it had, and the next one starts', async () => {
    await setEpochs(20_000)
    await press('Train')
    const hasLosses = () => expect.poll(() => runPanel().getByRole('table').first().innerText(), { timeout: 120_000 }).toMatch(/Loss\s+[\d.]+\s+[\d.]+/)
    await hasLosses()
    const { pid: host } = studio.host.process
    const children = await readFile(`/proc/${host}/task/${host}/children`, 'utf8')
    const trainers: number[] = []
    for (const child of children.trim().split(/\s+/)) {
      const command = await readFile(`/proc/${child}/cmdline`, 'utf8')
      if (command.includes('trainer.js')) trainers.push(Number(child))
    }
    expect(trainers).toHaveLength(1)
    for (const pid of trainers) process.kill(pid, 'SIGKILL')
    await runIs(/failed/)
    await runIs(/SIGKILL|killed/i)
    await hasLosses()
    await goTo('Design')
    await setEpochs(2)
    await press('Train')
    await runIs(/finished/)
  })

  test('a second studio on the same data folder, and a port in use, are refused by name', async () => {
    const { dataDirectory, host } = studio
    await expect(startLocalHost({ dataDirectory })).rejects.toThrow(new RegExp(`${dataDirectory}[^]*${host.process.pid}|${host.process.pid}[^]*${dataDirectory}`))
    await using other = await temporaryFolder()
    const { port } = new URL(host.origin)
    await expect(startLocalHost({ dataDirectory: other.path, port: Number(port) })).rejects.toThrow(new RegExp(port))
  })

  test('a data folder that cannot be one is refused by name', async () => {
    await using other = await temporaryFolder()
    const file = resolve(other.path, 'a-file')
    await writeFile(file, 'not a folder')
    await expect(startLocalHost({ dataDirectory: resolve(file, 'data') })).rejects.toThrow(/a-file/)
  })
})
