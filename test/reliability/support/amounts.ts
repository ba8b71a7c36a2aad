// How much each check does, and where its figures go: little in the suite, as much as asked in the nightly form
// (scripts/nightly/reliability.mjs), which sets both variables.
import { appendFileSync } from 'node:fs'
import { z } from 'zod'

const asked = z.record(z.string(), z.number().int().min(0)).parse(JSON.parse(process.env['LATENT_STUDIO_RELIABILITY'] ?? '{}'))

/** @param suite how many the ordinary test run makes. */
export function amountOf(name: string, suite: number): number {
  return asked[name] ?? suite
}

/** Different draws every night, the same ones in the suite. */
export const seed = amountOf('seed', 1)

/** One row of docs/reliability.md. */
export function tellFigures(check: string, figures: Readonly<Record<string, number | string>>): void {
  const file = process.env['LATENT_STUDIO_RELIABILITY_FIGURES']
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ check, figures })}\n`)
}
