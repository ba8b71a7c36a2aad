// Who plays which role when the recipe changes.
import { expect, test } from 'vitest'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { rebindRoles } from '@shared/experiment/rebind-roles'
import { applyEdits } from '@shared/graph/apply-edit'
import { emptyNetwork } from '@shared/graph/empty-network'
import type { NetworkId } from '@shared/graph/network'
import { findRecipe } from '@shared/recipes/catalogue'
import type { RecipeDefinition } from '@shared/recipes/recipe-definition'
import { smallAdversaries } from '../../main/trainer/small-adversaries'
import { smallExperiment } from '../../main/trainer/small-experiments'

function recipe(id: string): RecipeDefinition {
  const found = findRecipe(id)
  if (found === undefined) throw new Error(`no ${id}`)
  return found
}

const rebound = (experiment: Experiment, to: string) => rebindRoles(experiment, findRecipe(experiment.recipe.id), recipe(to))

test('D10: roles of the same name keep their networks', () => {
  expect(rebound(smallExperiment(), 'vae')).toEqual({ encoder: 'encoder', decoder: 'decoder' })
  expect(rebound(smallAdversaries(), 'wgan-gp')).toEqual({ generator: 'generator', discriminator: 'discriminator' })
})

test('a decoder becomes the generator, and back; what nobody can play stays open, to be added', () => {
  expect(rebound(smallExperiment(), 'gan')).toEqual({ generator: 'decoder' })
  expect(rebound(smallAdversaries(), 'autoencoder')).toEqual({ decoder: 'generator' })
  const experiment = smallExperiment()
  const game = { ...experiment, recipe: { id: 'gan', parameters: {}, roles: rebound(experiment, 'gan') } }
  const missing = analyseExperiment(game).problems.find((problem) => problem.code === 'role-missing')
  expect(missing?.fixes?.map((fix) => fix.label)).toEqual(['Use encoder', 'Add an empty discriminator'])
  const added = applyEdits(game, missing?.fixes?.find((fix) => fix.label === 'Add an empty discriminator')?.edits ?? [])
  expect(analyseExperiment(added).problems.map((problem) => problem.code)).not.toContain('role-missing')
})

test('a network without a role is taken for the role it is called after, before any that only played a like one', () => {
  const spare = { ...emptyNetwork('g2' as NetworkId, 'Generator') }
  const experiment = smallExperiment()
  expect(rebound({ ...experiment, networks: [...experiment.networks, spare] }, 'gan')).toEqual({ generator: 'g2' })
})

test('roles of networks that are gone are not bound', () => {
  const experiment = smallExperiment()
  expect(rebound({ ...experiment, recipe: { ...experiment.recipe, roles: { encoder: 'ghost' as NetworkId } } }, 'vae')).toEqual({ encoder: 'encoder', decoder: 'decoder' })
})
