// What comes in from elsewhere. A model of another program: dropped on the window, looked over in the sheet, added as one step, undone
// as one; its weights are what a run begins with. Blocks and data dropped on the same window go to where they belong.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { studioPlaces } from '../support/studio-places'
import { useStudio } from '../support/use-studio'

const MODELS = 'test/shared/interchange/models'

const studio = useStudio()
const { dropFile, messages, totals } = studioPlaces(() => studio.page)

test('an ONNX model is dropped, a Keras model chosen with its weights, nonsense refused; a block and a table dropped go to palette and Data', async () => {
  const { page } = studio
  await page.getByRole('button', { name: /^Autoencoder on two moons/ }).click()
  await totals().waitFor()
  const networks = page.getByRole('toolbar', { name: 'Canvas' })
  const sheet = page.getByRole('dialog')

  await dropFile('nonsense.onnx', 'this is no model')
  await expect.poll(() => messages().innerText()).toContain('nonsense.onnx is no ONNX model, or a damaged one')

  await dropFile('strange.onnx', readFileSync(`${MODELS}/strange.legacy.onnx`))
  await sheet.getByText('the studio has no such layer').waitFor()
  expect(await sheet.innerText()).toContain('begins with 114 weights of the file')
  await sheet.getByRole('button', { name: 'Add to the experiment' }).click()
  await sheet.waitFor({ state: 'detached' })
  await expect.poll(() => networks.innerText()).toContain('strange')
  await page.getByText(/Not imported: Sin/).first().waitFor()
  await page.getByRole('button', { name: 'Undo: Import strange.onnx' }).click()
  await expect.poll(() => networks.innerText()).not.toContain('strange')

  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('Import a model')
  const chooser = page.waitForEvent('filechooser')
  await page.keyboard.press('Enter')
  await (await chooser).setFiles(['keras-autoencoder.json', 'keras-autoencoder.safetensors'].map((name) => `${MODELS}/${name}`))
  await sheet.getByText('each became a network of its own').waitFor()
  await sheet.getByRole('button', { name: 'Add to the experiment' }).click()
  await sheet.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Undo: Import keras-autoencoder.json' }).waitFor()

  const block = readFileSync('resources/blocks/resnet-block.latent-block.json', 'utf8')
  await dropFile('torn.latent-block.json', block.slice(0, 100))
  await expect.poll(() => messages().innerText()).toContain('torn.latent-block.json is not a block')
  await dropFile('resnet.latent-block.json', block)
  await page.getByRole('button', { name: 'Undo: Import block ResNet block' }).waitFor()
  await page.getByRole('button', { name: 'Open ResNet block' }).waitFor()

  await dropFile('points.csv', `x,y\n${Array.from({ length: 40 }, (_, at) => `${at},${at % 7}`).join('\n')}\n`)
  const importing = page.getByRole('dialog', { name: 'Import data' })
  await expect.poll(() => importing.innerText()).toContain('40 examples')
  await importing.getByRole('button', { name: 'Cancel' }).click()
  await importing.waitFor({ state: 'detached' })
})
