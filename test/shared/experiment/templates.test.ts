// The templates a newcomer meets: whole, without a problem, written as the studio writes, and laid out to be read.
import { readdirSync, readFileSync } from 'node:fs'
import temml from 'temml'
import { expect, test } from 'vitest'
import { lessonSchema } from '@shared/contract/contract'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import { parseExperiment } from '@shared/experiment/parse-experiment'
import { orderExperiment } from '@shared/experiment/serialise-experiment'
import { formulasOf } from '../../../src-renderer/panels/design/inspector/formulas-of'

interface TemplateFile {
  readonly id: string
  readonly title: string
  readonly summary: string
  readonly family: string
  readonly experiment: unknown
}

const folder = 'resources/templates'
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))

test('the promised templates are there', () => {
  expect(files.map((name) => name.replace('.json', ''))).toEqual(
    expect.arrayContaining([
      'autoencoder-mnist-2d',
      'autoencoder-two-moons',
      'beta-vae-mnist',
      'compression-64-16-64',
      'conv-vae-mnist',
      'dcgan-mnist',
      'deep-vae-mnist',
      'deep-conv-vae-mnist',
      'denoising-mnist',
      'denoising-moons',
      'denoising-text',
      'gan-mnist',
      'gan-ring',
      'logistic-pca-mnist-30',
      'pca-mnist-30',
      'pretraining-mnist',
      'resnet-autoencoder-mnist',
      'sparse-mnist',
      'vae-mnist',
      'vae-mnist-2d',
      'wgan-gp-mnist',
      'wgan-gp-ring',
    ]),
  )
})

test.each(files)('%s is ready to train and kept in the form the studio writes', (name) => {
  const text = readFileSync(`${folder}/${name}`, 'utf8')
  const template = JSON.parse(text) as TemplateFile
  const experiment = parseExperiment(JSON.stringify(template.experiment), name)
  expect(analyseExperiment(experiment).problems).toEqual([])
  expect(`${template.id}.json`).toBe(name)
  expect([template.title.length > 3, template.summary.length > 40, experiment.name]).toEqual([true, true, template.title])
  expect(text).toBe(`${JSON.stringify({ ...template, experiment: orderExperiment(experiment) }, null, 2)}\n`)
})

test.each(files)('the nodes of %s stand on the grid, left to right, and none covers another', (name) => {
  const template = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as TemplateFile
  for (const network of parseExperiment(JSON.stringify(template.experiment), name).networks) {
    const places = new Map(network.nodes.map((node) => [node.id, node.position]))
    for (const { position } of network.nodes) expect([position.x % 24, position.y % 24, position.x >= 0, position.y >= 0]).toEqual([0, 0, true, true])
    for (const wire of network.wires) {
      const from = places.get(wire.from.node)
      const to = places.get(wire.to.node)
      if (from === undefined || to === undefined) throw new Error(`${wire.id} hangs loose`)
      expect(to.x - from.x).toBeGreaterThanOrEqual(168)
    }
    network.nodes.forEach((a, index) => {
      for (const b of network.nodes.slice(index + 1)) {
        expect(Math.abs(a.position.x - b.position.x) >= 116 || Math.abs(a.position.y - b.position.y) >= 100, `${a.id} and ${b.id}`).toBe(true)
      }
    })
  }
})

test.each(files)('the explanation beside %s has the idea, the formula, what to look for, and three things to try', (name) => {
  const { lesson, experiment } = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as TemplateFile & { readonly lesson?: unknown }
  const { idea, watch, tries } = lessonSchema.parse(lesson)
  // Whole sentences, short enough to be read beside a canvas.
  for (const text of [idea, watch, ...tries]) expect(text).toMatch(/^[A-ZÄ-Ü].{15,420}[.?]$/)
  expect(new Set(tries).size).toBe(3)
  const formulas = formulasOf(analyseExperiment(parseExperiment(JSON.stringify(experiment), name)).recipe?.help.formula ?? '')
  expect(formulas.length).toBeGreaterThan(0)
  for (const tex of formulas) expect(temml.renderToString(tex, { displayMode: true, throwOnError: true }), tex).toMatch(/^<math/)
})
