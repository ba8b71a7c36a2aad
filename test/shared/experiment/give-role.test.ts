// Roles given by hand.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { giveRole, playedBy, shareRole } from '@shared/experiment/give-role'
import { applyEdits } from '@shared/graph/apply-edit'
import type { NetworkId } from '@shared/graph/network'
import { boringExperiment } from '../graph/build-network'

const boring = boringExperiment()
const [encoder, decoder] = ['encoder' as NetworkId, 'decoder' as NetworkId]
const given = (network: NetworkId, role: string | null, from = boring) => applyEdits(from, giveRole(from.recipe.roles, network, role))

describe('D9: giving a network a role', () => {
  test('two networks with a role each change places', () => {
    expect(given(encoder, 'decoder').recipe.roles).toEqual({ encoder: decoder, decoder: encoder })
  })

  test('none leaves the role open; taking it back closes it', () => {
    const open = given(encoder, null)
    expect(open.recipe.roles).toEqual({ decoder })
    expect(given(encoder, 'encoder', open).recipe.roles).toEqual({ encoder, decoder })
  })

  test('sharing adds a role to the ones it has, and takes it away again', () => {
    const shared = applyEdits(boring, shareRole(boring.recipe.roles, encoder, 'decoder'))
    expect(playedBy(shared.recipe.roles, encoder)).toEqual(['encoder', 'decoder'])
    expect(applyEdits(shared, shareRole(shared.recipe.roles, encoder, 'decoder')).recipe.roles).toEqual({ encoder })
    expect(given(encoder, 'decoder', shared).recipe.roles).toEqual({ decoder: encoder })
  })

  test('whatever roles there are, the network plays that one alone, and no other network loses more than it', () => {
    const network = fc.constantFrom(encoder, decoder)
    const roles = fc.record({ encoder: network, decoder: network }, { requiredKeys: [] })
    fc.assert(
      fc.property(roles, network, fc.constantFrom('encoder', 'decoder', null), (before, chosen, role) => {
        const from = { ...boring, recipe: { ...boring.recipe, roles: before } }
        const after = given(chosen, role, from).recipe.roles
        expect(playedBy(after, chosen)).toEqual(role === null ? [] : [role])
        const other = chosen === encoder ? decoder : encoder
        expect(playedBy(after, other).length).toBeGreaterThanOrEqual(playedBy(before, other).length - 1)
      }),
      { seed: 3 },
    )
  })
})
