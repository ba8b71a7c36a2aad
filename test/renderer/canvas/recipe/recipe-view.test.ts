// The recipe drawn around the lanes: complete for every template, nothing over anything else, and roles that nobody plays offered.
import { describe, expect, test } from 'vitest'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { applyEdits } from '@shared/graph/apply-edit'
import type { NetworkId } from '@shared/graph/network'
import { laneGeometry, overlaps, union } from '@shared/graph/lane-geometry'
import { laneViews, linkViews } from '../../../../src-renderer/canvas/lanes/lane-view'
import { recipeView } from '../../../../src-renderer/canvas/recipe/recipe-view'
import { shippedTemplate } from '../../../support/shipped-templates'

function drawn(experiment: Experiment, bubble: Parameters<typeof recipeView>[3] = null) {
  const analysis = analyseExperiment(experiment)
  const lanes = laneGeometry(experiment.networks)
  const view = recipeView(experiment, analysis, lanes, bubble, true)
  if (view === null) throw new Error('nothing is drawn')
  return { lanes, view, links: linkViews(experiment, analysis, lanes), heads: laneViews(experiment, analysis, lanes) }
}

describe.each(['vae-mnist', 'autoencoder-two-moons', 'dcgan-mnist', 'wgan-gp-ring'])('the drawing of %s', (id) => {
  const { experiment } = shippedTemplate(id)

  test('leaves lanes, card and losses apart, and brings every line to its loss', () => {
    const { lanes, view } = drawn(experiment)
    const boxes = [...lanes, view.card, ...view.losses]
    expect(boxes.flatMap((box, index) => boxes.slice(index + 1).filter((other) => overlaps(box, other)))).toEqual([])
    const fed = view.losses.flatMap((loss) => loss.ports.filter((port) => port.kind === 'role').map((port) => `L${loss.x} ${loss.y + port.top}`))
    expect(view.feeds.map((feed) => feed.path.slice(feed.path.lastIndexOf('L')))).toEqual(fed)
    expect(view.feeds.every((feed) => !feed.unknown)).toBe(true)
    expect(fed.length).toBeGreaterThan(0)
    const whole = union([view.bounds])
    for (const box of [view.card, ...view.losses]) expect(union([whole, box])).toEqual(whole)
  })

  test('says of every lane what it needs, that it has it, and who trains it', () => {
    for (const head of drawn(experiment).heads) {
      expect(head.needs.length).toBeGreaterThanOrEqual(head.roles.includes('Encoder') && experiment.recipe.id === 'autoencoder' ? 0 : 1)
      expect(head.needs.filter((need) => need.state !== 'met')).toEqual([])
      expect(head.trainedBy).toMatch(/^Adam 0\.\d+ updates /)
    }
  })

  test('shows the data entering once for every lane that takes it', () => {
    const { view, lanes } = drawn(experiment)
    expect(view.entries.filter((entry) => entry.kind === 'data')).toHaveLength(1)
    expect(view.entries.every((entry) => lanes.every((lane) => entry.y + 10 <= lane.y || entry.y - 10 >= lane.y + lane.height))).toBe(true)
  })
})

test('a GAN’s fakes flow into the discriminator, where the data enters too, and both losses come from its verdict', () => {
  const { view, links } = drawn(shippedTemplate('dcgan-mnist').experiment)
  expect(links.map((link) => link.text)).toEqual(['x̃ [28×28×1]'])
  expect(view.entries.map((entry) => `${entry.kind} ${entry.symbol} ${entry.text}`)).toEqual(['noise z noise, 64', 'data x MNIST, 28×28×1'])
  expect(view.losses.map((loss) => loss.label)).toEqual([
    'Discriminator’s loss, from D(x) (Discriminator) and D(x̃) (Discriminator), minimised by Discriminator',
    'Generator’s loss, from D(x̃) (Discriminator), minimised by Generator',
  ])
})

test('frozen and shared are said, and who trains what changes with them', () => {
  const { experiment } = shippedTemplate('vae-mnist')
  const encoder = 'encoder' as NetworkId
  const frozen = drawn(applyEdits(experiment, [{ kind: 'set-frozen', network: encoder, frozen: true }])).heads
  expect(frozen.map((head) => [head.frozen, head.trainedBy])).toEqual([
    [true, ''],
    [false, 'Adam 0.001 updates Decoder'],
  ])
  const shared = drawn(applyEdits(experiment, [{ kind: 'set-value', path: 'recipe.roles.decoder', value: encoder }]))
  expect(shared.heads.map((head) => [head.shared, head.roles])).toEqual([
    [true, ['Encoder', 'Decoder']],
    [false, []],
  ])
  expect(shared.links).toHaveLength(1)
})

test('a role nobody plays stands in place of its lane, with what it needs and what can be done', () => {
  const { experiment } = shippedTemplate('dcgan-mnist')
  const { view, lanes } = drawn(applyEdits(experiment, [{ kind: 'remove-network', network: 'discriminator' as NetworkId }]))
  expect(view.openRoles.map((role) => [role.title, role.needs, role.problem.fixes?.map((fix) => fix.label)])).toEqual([['Discriminator', 'one number out; linear or sigmoid at the end', ['Add an empty discriminator']]])
  expect([...lanes, view.card, ...view.losses].filter((box) => view.openRoles.some((role) => overlaps(role, box)))).toEqual([])
  const empty = { ...experiment, networks: [], recipe: { ...experiment.recipe, roles: {} } }
  expect(drawn(empty).view.openRoles).toHaveLength(2)
})

test('cards below give way to a bubble that hangs over them', () => {
  const { experiment } = shippedTemplate('vae-mnist')
  const { card } = drawn(experiment).view
  const bubble = { x: card.x, y: card.y - 20, width: 304, height: 176 }
  const moved = drawn(experiment, bubble).view
  expect([moved.card, ...moved.losses].filter((box) => overlaps(box, bubble))).toEqual([])
})
