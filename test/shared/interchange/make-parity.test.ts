// Writes every export with its weights, inputs and the studio's own outputs into a folder, for scripts/parity/exports.mjs to run in Python.
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'vitest'
import { drawCheckInput } from '@shared/interchange/draw-check-input'
import { exportKeras } from '@shared/interchange/export-keras'
import { exportPyTorch } from '@shared/interchange/export-pytorch'
import { encodeSafetensors } from '@shared/tensors/safetensors'
import { runExportsProgram } from '../../../src-main/python/run-exports.py'
import { plainTf } from '../layers/run-layer'
import { drawWeights, exportCases, studioOutputs } from './export-cases'

const folder = process.env['STUDIO_EXPORT_PARITY']

test.runIf(folder !== undefined)('exports are written for comparison', { timeout: 120_000 }, async () => {
  if (folder === undefined) return
  const tf = await plainTf()
  const entries: Record<string, string>[] = []
  mkdirSync(folder, { recursive: true })
  for (const [index, { name, experiment, analysis, classes }] of exportCases().entries()) {
    const state = drawWeights(analysis)
    const inputs = join(folder, `${index}-inputs.safetensors`)
    const expected = join(folder, `${index}-expected.safetensors`)
    const made = { pytorch: exportPyTorch(experiment, analysis), keras: exportKeras(experiment, analysis) }
    const { networks } = made.pytorch
    const fed = Object.fromEntries(networks.map((network) => [network.key, drawCheckInput(network.key, network.inputShape, classes)]))
    const outputs = networks.flatMap((network) => {
      const found = analysis.networks.get(network.id)
      const input = fed[network.key]
      if (found === undefined || input === undefined) throw new Error(`no network ${network.id}`)
      return Object.entries(studioOutputs(tf, found, state, input)).map(([key, value]) => {
        if (!value.data.every((number) => Number.isFinite(number))) throw new Error(`${name}: ${network.key}/${key} is not finite, so that nothing would be compared`)
        return [`${network.key}/${key}`, value] as const
      })
    })
    writeFileSync(inputs, encodeSafetensors(fed))
    writeFileSync(expected, encodeSafetensors(Object.fromEntries(outputs)))
    for (const [framework, code] of Object.entries(made)) {
      const place = join(folder, `${index}-${framework}`)
      writeFileSync(`${place}.py`, code.text)
      writeFileSync(`${place}.safetensors`, encodeSafetensors(code.convert(state)))
      entries.push({ name, framework, hash: createHash('sha256').update(code.text).digest('hex'), code: `${place}.py`, weights: `${place}.safetensors`, inputs, expected, outputs: `${place}-outputs.safetensors` })
    }
  }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ entries }))
  writeFileSync(join(folder, 'run_exports.py'), runExportsProgram)
})
