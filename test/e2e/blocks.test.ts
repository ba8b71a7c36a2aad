// Blocks under a person's hands: layers become a ResNet block, which is used twice, changed once, kept in the
// library, unpacked, and trained.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { chain, network, node, boringExperiment } from '../shared/graph/build-network'
import { serialiseExperiment } from '@shared/experiment/serialise-experiment'
import { studioPlaces } from '../support/studio-places'
import { useStudio } from '../support/use-studio'

const experiment = boringExperiment({
  name: 'Residual points',
  networks: [
    network(
      [
        node('input'),
        node('stem:dense', { units: 8, activation: 'relu' }, 'Stem'),
        node('first:dense', { units: 8, activation: 'relu' }, 'First'),
        node('second:dense', { units: 8, activation: 'linear' }, 'Second'),
        node('sum:add', {}, 'Sum'),
        node('code:dense', { units: 2, activation: 'linear' }, 'Code'),
        node('output'),
      ],
      ['input -> stem', 'stem -> first', 'first -> second', 'second -> sum.first', 'stem -> sum.second', 'sum -> code', 'code -> output'],
      'encoder',
    ),
    chain([node('input'), node('point:dense', { units: 2, activation: 'linear' }, 'Point'), node('output')], 'decoder'),
  ],
})

const studio = useStudio()
const { layer, openFile, runIs } = studioPlaces(() => studio.page)

beforeAll(async () => {
  await button(/^Autoencoder on MNIST/).waitFor()
  await openFile('residual.latent.json', serialiseExperiment(experiment))
  await layer('Stem in encoder').waitFor()
})

const button = (name: string | RegExp) => studio.page.getByRole('button', { name })

test('layers become a block with a parameter; it is used twice, changed once, unpacked, kept and trained', async () => {
  const { page } = studio
  await layer('First in encoder').click()
  for (const name of ['Second in encoder', 'Sum in encoder']) await layer(name).click({ modifiers: ['Shift'] })
  await page.keyboard.press('Control+Alt+k')
  const sheet = page.getByRole('dialog', { name: 'Make a block' })
  await sheet.getByLabel('Name').fill('ResNet block')
  await expect.poll(() => sheet.textContent()).toContain('ResNet block(units)')
  await sheet.getByRole('button', { name: 'Make block' }).click()
  const use = layer('ResNet block in encoder')
  await expect.poll(() => use.getAttribute('aria-label')).toMatch(/block, Enter opens it, units 8, 144 parameters, output 8/)
  await expect.poll(() => layer('First in encoder').count()).toBe(0)

  // A second use, from the palette, after the first.
  await use.click()
  await button('Add ResNet block, block').click()
  await expect.poll(() => page.getByRole('group', { name: /^ResNet block in encoder/ }).count()).toBe(2)

  // Opened, a layer inside is changed: both uses follow; the way back leads to the experiment.
  await use.dblclick()
  await layer('First in ResNet block').click()
  await page.getByRole('tabpanel').getByText('Follows the block').waitFor()
  await page.getByRole('tabpanel').getByRole('switch', { name: 'Bias' }).click()
  await page.getByRole('navigation', { name: 'Opened blocks' }).getByRole('button', { name: 'Residual points' }).click()
  const figures = () => page.getByRole('group', { name: /^ResNet block in encoder/ }).evaluateAll((all) => all.map((each) => /(\d+) parameters/.exec(each.getAttribute('aria-label') ?? '')?.[1]))
  await expect.poll(figures).toEqual(['136', '136'])

  // A use that does not fit says where inside; undone, all is well.
  await use.click()
  await page.getByRole('tabpanel').getByRole('textbox', { name: 'Units' }).or(page.getByRole('tabpanel').getByRole('spinbutton', { name: 'Units' })).first().fill('5')
  await expect.poll(() => use.getAttribute('aria-label')).toMatch(/problem: ResNet block, inside: /)
  await button(/^Undo: /).click()
  await expect.poll(() => use.getAttribute('aria-label')).not.toMatch(/problem/)

  // Into the library.
  await use.click()
  await button('Open block').click()
  await button('Save to library').click()
  await expect.poll(async () => readFile(join(studio.dataDirectory, 'blocks', 'resnet-block-2.latent-block.json'), 'utf8').catch(() => '')).toContain('"latent-studio-block"')
  await page.getByRole('application').press('Escape')

  // One use comes apart into its layers; one epoch is trained, through the block that is left.
  await layer('ResNet block in encoder').click()
  await page.keyboard.press('Control+Alt+b')
  await expect.poll(() => page.getByRole('group', { name: /^ResNet block in encoder/ }).count()).toBe(1)
  await layer('Second in encoder').waitFor()
  await page.keyboard.press('Control+Enter')
  await runIs(/finished/)
})
