// Rule E10: a player has something to learn. One whose networks are all frozen would step an optimizer that has no weights.
import type { NetworkAnalysis } from '../graph/analyse-network'
import type { Problem } from '../problem'
import type { RecipeDefinition } from '../recipes/recipe-definition'

export function frozenPlayers(recipe: RecipeDefinition, byRole: Readonly<Record<string, NetworkAnalysis>>): readonly Problem[] {
  return recipe.players.flatMap((player): readonly Problem[] => {
    const analyses = player.roles.map((role) => byRole[role])
    const networks = [...new Map(analyses.flatMap((analysis) => (analysis === undefined ? [] : [[analysis.network.id, analysis.network] as const]))).values()]
    const [first] = networks
    if (first === undefined || analyses.some((analysis) => analysis?.network.frozen !== true)) return []
    const names = networks.map((network) => network.name).join(' and ')
    return [
      {
        code: 'player-frozen',
        severity: 'error',
        place: { network: first.id },
        title: networks.length === 1 ? `${names} is frozen, and nothing else of the ${player.title.toLowerCase()} could learn` : `All networks of the ${player.title.toLowerCase()} are frozen`,
        expected: `a network of the ${player.title.toLowerCase()} that learns: its optimizer would have no weights`,
        got: `${names} frozen`,
        fix: `let ${networks.length === 1 ? names : 'one of them'} learn`,
        fixes: networks.slice(0, 3).map((network) => ({ label: `Let ${network.name} learn`, edits: [{ kind: 'set-frozen', network: network.id, frozen: false }] })),
      },
    ]
  })
}
