// Exporting what is on the canvas: the sheet shows code and pictures, and what is saved is what it showed.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { useStudio } from '../support/use-studio'

const studio = useStudio()

test('the export sheet shows the code, and saves files', async () => {
  const { page } = studio
  await page.getByRole('button', { name: /Autoencoder on two moons/ }).first().click()
  await page.getByRole('button', { name: 'Train', exact: true }).first().waitFor()
  await page.keyboard.press('Control+Shift+E')
  const sheet = page.getByRole('dialog', { name: /^Export/ })
  const preview = sheet.getByRole('region', { name: 'Preview' })
  await expect.poll(() => preview.textContent(), { timeout: 60_000 }).toContain('class Encoder(nn.Module)')
  // Whatever this machine has: the same in Python, or what is missing for that.
  await sheet.getByRole('button', { name: 'Check with Python' }).click()
  const checked = sheet.getByRole('status', { name: 'Check with Python' })
  await expect.poll(() => checked.textContent(), { timeout: 300_000 }).toMatch(/Python gives what the studio gives|has no .*Install and check again: .*-m pip install|There is no Python in PATH/)
  await sheet.getByRole('radio', { name: /^Keras/ }).click()
  await expect.poll(() => checked.count()).toBe(0)
  await expect.poll(() => preview.textContent()).toContain('def build_encoder()')
  const shown = await preview.textContent()
  const saved: Promise<string> = page.waitForEvent('download', (each) => each.suggestedFilename().endsWith('.py')).then((each) => each.path())
  await sheet.getByRole('button', { name: 'Save Keras' }).click()
  expect(readFileSync(await saved, 'utf8')).toBe(shown)
  await sheet.getByRole('radio', { name: /^SVG/ }).click()
  await expect.poll(() => preview.getByRole('img').evaluate((picture) => (picture instanceof HTMLImageElement ? picture.naturalWidth : 0))).toBeGreaterThan(300)
  const zip = page.waitForEvent('download', (each) => each.suggestedFilename().endsWith('.zip'))
  await sheet.getByRole('button', { name: 'Save all as zip' }).click()
  expect(readFileSync(await (await zip).path()).subarray(0, 2).toString()).toBe('PK')
})
