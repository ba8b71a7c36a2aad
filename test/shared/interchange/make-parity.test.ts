import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'vitest'
import { exportKeras } from '@shared/interchange/export-keras'
import { exportPyTorch } from '@shared/interchange/export-pytorch'
import { encodeSafetensors } from '@shared/tensors/safetensors'
import { runExportsProgram } from '../../../src-main/python/run-exports.py'
import { plainTf } from '../layers/run-layer'
import { drawInput, drawWeights, exportCases, studioOutputs } from './export-cases'

const out = process.env['EXPORT_OUT']
test.runIf(out !== undefined)('write', async () => {
  const tf = await plainTf()
  const entries = []
  const folder = out ?? ''
  mkdirSync(folder, { recursive: true })
  for (const [index, each] of exportCases().entries()) {
    const state = drawWeights(each.analysis)
    for (const [framework, make] of [['pytorch', exportPyTorch], ['keras', exportKeras]] as const) {
      const code = make(each.experiment, each.analysis)
      const place = join(folder, `${index}-${framework}`)
      writeFileSync(`${place}.py`, code.text)
      writeFileSync(`${place}.safetensors`, encodeSafetensors(code.convert(state)))
      if (framework === 'pytorch') {
        const inputs = Object.fromEntries(code.networks.map((network) => [network.key, drawInput(network.key, network.inputShape, each.classes)]))
        writeFileSync(join(folder, `${index}-inputs.safetensors`), encodeSafetensors(inputs))
        const expected = Object.fromEntries(
          code.networks.flatMap((network) => {
            const analysis = each.analysis.networks.get(network.id)
            const input = inputs[network.key]
            if (analysis === undefined || input === undefined) throw new Error('none')
            return Object.entries(studioOutputs(tf, analysis, state, input)).map(([name, value]) => [`${network.key}/${name}`, value])
          }),
        )
        writeFileSync(join(folder, `${index}-expected.safetensors`), encodeSafetensors(expected))
      }
      entries.push({ name: each.name, framework, code: `${place}.py`, weights: `${place}.safetensors`, inputs: join(folder, `${index}-inputs.safetensors`), outputs: join(folder, `${index}-${framework}-outputs.safetensors`), expected: join(folder, `${index}-expected.safetensors`) })
    }
  }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ entries }))
  writeFileSync(join(folder, 'run_exports.py'), runExportsProgram)
})
