// Own data from the files to a trained run: images are dropped, looked over, imported, used; broken ones are named; CSV and the
// command line go the same way.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { picture } from '../main/datasets/import-fixtures'
import { studioPlaces } from '../support/studio-places'
import { useStudio } from '../support/use-studio'

const PER_CLASS = 24

/** A folder of pictures in two shades, one of them torn. */
async function drawShades(folder: string): Promise<void> {
  for (const [label, level] of [['dark', 20], ['light', 180]] as const) {
    await mkdir(join(folder, label), { recursive: true })
    for (let index = 0; index < PER_CLASS; index += 1) await writeFile(join(folder, label, `${index}.png`), await picture(12, 12, level + index, { channels: 1 }))
  }
  await writeFile(join(folder, 'light', 'torn.png'), (await picture(12, 12, 1)).subarray(0, 40))
}

const filesIn = (data: string): string => join(data, 'files', 'shades')
const studio = useStudio({ prepare: (data) => drawShades(filesIn(data)) })
const { goTo, inspector, press, runBar, totals } = studioPlaces(() => studio.page)

describe('own data', () => {
  test('a folder of images becomes a dataset with classes, with what was left out named, and an experiment trains on it', async () => {
    const { page } = studio
    await page.getByRole('button', { name: /^Autoencoder on MNIST/ }).first().click()
    await totals().waitFor()
    await goTo('Data')
    await page.getByRole('main').getByText('Nothing imported yet').waitFor()
    await page.getByLabel('A folder to import').setInputFiles(filesIn(studio.dataDirectory))
    const dialog = page.getByRole('dialog', { name: 'Import data' })
    await dialog.getByRole('button', { name: 'Import', exact: true }).waitFor()
    await expect.poll(() => dialog.innerText()).toContain('48 examples')
    await expect.poll(() => dialog.innerText()).toContain('light/torn.png')
    await dialog.getByLabel('Name').fill('Shades')
    await dialog.getByLabel('Width').fill('28')
    await dialog.getByLabel('Height').fill('28')
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()
    await dialog.getByRole('button', { name: /^Use in/ }).click()
    // One step, undone and redone like any other.
    await inspector().getByRole('tab', { name: 'Data' }).click()
    await expect.poll(() => inspector().innerText()).toContain('28 × 28 × 1')
    await expect.poll(() => inspector().innerText()).toMatch(/dark\s+\d+/)
    await expect.poll(() => inspector().getByRole('combobox', { name: 'Data', exact: true }).innerText()).toContain('Shades')
    // A tenth of the 48 each, rounded; the best will be chosen by the validation examples.
    await expect.poll(async () => (await inspector().innerText()).replaceAll('\n', ' ')).toMatch(/To train on 38 .*To validate with 5 .*To test with 5/)
    await inspector().getByRole('tab', { name: 'Training' }).click()
    await inspector().getByLabel('Batch size').fill('8')
    await inspector().getByLabel('Epochs').fill('2')
    await press('Train')
    await expect.poll(() => runBar().innerText(), { timeout: 120_000 }).toMatch(/finished/i)
    await expect.poll(() => page.getByText(/^best validation loss [\d.]+$/).count()).toBe(1)
    await expect.poll(() => page.getByRole('columnheader', { name: 'val.' }).count()).toBe(1)
  })

  test('files that cannot be imported are refused in words, and a cancelled import leaves nothing', async () => {
    const { page } = studio
    await goTo('Data')
    await page.getByLabel('Files to import').setInputFiles({ name: 'table.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b,c\n1,2,3\n4,,6\n') })
    const dialog = page.getByRole('dialog', { name: 'Import data' })
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()
    await dialog.getByRole('alert').waitFor()
    await expect.poll(() => dialog.getByRole('alert').innerText()).toContain('line 3, column b')
    // Mended where it stands: such rows are left out, and then one example is too few.
    await dialog.getByRole('button', { name: 'Leave out' }).click()
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()
    await expect.poll(() => dialog.getByRole('alert').innerText()).toContain('One example is too few')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByLabel('Files to import').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') })
    await expect.poll(() => dialog.innerText()).toContain('None of the files is of a kind this studio imports')
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await expect.poll(() => page.getByRole('main').getByRole('listitem').filter({ hasText: 'Shades' }).count()).toBe(1)
  })
})
