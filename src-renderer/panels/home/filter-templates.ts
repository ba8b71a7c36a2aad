// Which templates the cards show: a family or kind of data, and what was typed.
import type { Template } from '@shared/contract/contract'
import { fuzzyMatch } from '../../text/fuzzy-match'
import type { TemplateFacts } from './template-facts'

export interface TemplateEntry {
  readonly template: Template
  readonly facts: TemplateFacts
  /** Measured here before; null where not. */
  readonly durationMs: number | null
}

export interface TemplateFilter {
  readonly id: string
  readonly title: string
  readonly count: number
  /** Kinds of model first, then other properties. */
  readonly group: 'family' | 'property'
}

const SHORT_MS = 60_000

const tests: readonly { readonly id: string; readonly title: string; readonly group: 'family' | 'property'; fits(entry: TemplateEntry): boolean }[] = [
  { id: 'all', title: 'All', group: 'family', fits: () => true },
  { id: 'autoencoders', title: 'Autoencoders', group: 'family', fits: (entry) => entry.template.family === 'autoencoders' },
  { id: 'adversarial', title: 'Adversarial', group: 'family', fits: (entry) => entry.template.family === 'adversarial' },
  { id: 'other', title: 'Other', group: 'family', fits: (entry) => entry.template.family === 'other' },
  { id: 'own', title: 'Yours', group: 'family', fits: (entry) => entry.template.own },
  { id: 'short', title: 'Under 1 min', group: 'property', fits: (entry) => entry.durationMs !== null && entry.durationMs < SHORT_MS },
  { id: 'images', title: 'Images', group: 'property', fits: (entry) => entry.facts.kind === 'image' },
  { id: 'points', title: '2-D data', group: 'property', fits: (entry) => entry.facts.kind === 'points' },
]

/** The filters that some template fits, with how many do. */
export function templateFilters(entries: readonly TemplateEntry[]): readonly TemplateFilter[] {
  return tests.map(({ id, title, group, fits }) => ({ id, title, group, count: entries.filter(fits).length })).filter((filter) => filter.id === 'all' || filter.count > 0)
}

/** In the templates' own order; when something is typed, best matches first. */
export function filterTemplates(entries: readonly TemplateEntry[], filterId: string, query: string): readonly TemplateEntry[] {
  const test = tests.find((candidate) => candidate.id === filterId)
  const fitting = entries.filter((entry) => test?.fits(entry) ?? true)
  if (query.trim() === '') return fitting
  return fitting
    .flatMap((entry) => {
      const { template, facts } = entry
      const title = fuzzyMatch(query, template.title)
      if (title !== null) return [{ entry, score: title.score + 100 }]
      // Long texts match nearly any letters in order; there, words must occur whole.
      const text = `${template.summary} ${template.experiment.description} ${facts.dataset} ${facts.recipe} ${facts.layers.join(' ')} ${template.id}`.toLowerCase()
      return query.toLowerCase().split(/\s+/).every((word) => text.includes(word)) ? [{ entry, score: 0 }] : []
    })
    .sort((a, b) => b.score - a.score)
    .map(({ entry }) => entry)
}
