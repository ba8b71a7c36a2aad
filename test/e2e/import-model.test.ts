// What comes in from elsewhere. A model of another program: dropped on the window, looked over in the sheet, added as one step, undone
// as one; its weights are what a run begins with. Blocks and data dropped on the same window go to where they belong.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openStudio } from '../support/open-studio'

const MODELS = 'test/shared/interchange/models'

test('an ONNX model is dropped, a Keras model chosen with its weights, nonsense refused; a block and a table dropped go to palette and Data', async () => {
  await using studio = await openStudio()
  const { page } = studio
  await page.goto(studio.host().address)
  await page.getByRole('button', { name: /^Autoencoder on two moons/ }).click()
  await page.getByRole('status', { name: 'Totals' }).waitFor()
  const drop = (name: string, base64: string) =>
    page.evaluate(
      ([fileName = '', content = '']) => {
        const data = new DataTransfer()
        data.items.add(new File([Uint8Array.from(atob(content), (each) => each.charCodeAt(0))], fileName))
        window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
      },
      [name, base64],
    )
  const networks = page.getByRole('toolbar', { name: 'Canvas' })
  const sheet = page.getByRole('dialog')

  await drop('nonsense.onnx', Buffer.from('this is no model').toString('base64'))
  await expect.poll(() => page.getByRole('region', { name: 'Messages' }).innerText(), { timeout: 60_000 }).toContain('nonsense.onnx is no ONNX model, or a damaged one')

  await drop('strange.onnx', readFileSync(`${MODELS}/strange.legacy.onnx`).toString('base64'))
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

  const messages = page.getByRole('region', { name: 'Messages' })
  const block = readFileSync('resources/blocks/resnet-block.latent-block.json', 'utf8')
  await drop('torn.latent-block.json', Buffer.from(block.slice(0, 100)).toString('base64'))
  await expect.poll(() => messages.innerText()).toContain('torn.latent-block.json is not a block')
  await drop('resnet.latent-block.json', Buffer.from(block).toString('base64'))
  await page.getByRole('button', { name: 'Undo: Import block ResNet block' }).waitFor()
  await page.getByRole('button', { name: 'Open ResNet block' }).waitFor()

  await drop('points.csv', Buffer.from(`x,y\n${Array.from({ length: 40 }, (_, at) => `${at},${at % 7}`).join('\n')}\n`).toString('base64'))
  const importing = page.getByRole('dialog', { name: 'Import data' })
  await expect.poll(() => importing.innerText(), { timeout: 60_000 }).toContain('40 examples')
  await importing.getByRole('button', { name: 'Cancel' }).click()
  await importing.waitFor({ state: 'detached' })
  expect(studio.faults).toEqual([])
}, 240_000)
