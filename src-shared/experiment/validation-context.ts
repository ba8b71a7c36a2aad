// What a recipe is asked with: its settings, the data, and the networks that play its roles.
import type { RecipeValidationContext } from '../recipes/recipe-definition'

export function validationContext<Parameters>(parts: Omit<RecipeValidationContext<Parameters>, 'networkIds'>): RecipeValidationContext<Parameters> {
  return { ...parts, networkIds: Object.fromEntries(Object.entries(parts.networks).map(([role, analysis]) => [role, analysis.network.id])) }
}
