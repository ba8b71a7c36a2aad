// docs/layers.md is written from the definitions. After a change: npx vitest run --project unit test/shared/layers/layer-pages.test.ts -u
import { expect, test } from 'vitest'
import { z } from 'zod'
import { describeSchema, jsonSchemaOf } from '@shared/graph/describe-schema'
import { layerCatalogue } from '@shared/layers/catalogue'
import { layerCategories, type LayerDefinition } from '@shared/layers/layer-definition'

function settingLines(layer: LayerDefinition): readonly string[] {
  return Object.entries(jsonSchemaOf(layer.parameters).properties ?? {}).map(([name, field]) => {
    if (typeof field !== 'object') throw new Error(`${name} says nothing`)
    return `| \`${name}\` | ${describeSchema(field)} | ${JSON.stringify(field.default)} | ${field.description ?? ''} |`
  })
}

/** Which choices of its settings a gradient penalty cannot pass through. */
function refusals(layer: LayerDefinition): readonly string[] {
  const schema = z.toJSONSchema(layer.parameters, { io: 'input' })
  const usual = layer.noSecondGradient?.(layer.parameters.parse({}))
  if (usual !== undefined) return [`Second gradient: none, ${usual}.`]
  const choices = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => (typeof field === 'object' ? (field.enum ?? []).map((value) => [name, value] as const) : []))
  const refused = choices.flatMap(([name, value]) => {
    const reason = layer.noSecondGradient?.(layer.parameters.parse({ [name]: value }))
    return reason === undefined ? [] : [`\`${name}\` ${String(value)} (${reason})`]
  })
  return [refused.length === 0 ? 'Second gradient: yes.' : `Second gradient: yes, but for ${refused.join(', ')}.`]
}

function page(layer: LayerDefinition): string {
  const settings = settingLines(layer)
  return [
    `### ${layer.title}`,
    `\`${layer.type}\``,
    layer.help.text,
    ...(layer.help.formula === undefined ? [] : [`\`\`\`math\n${layer.help.formula}\n\`\`\``]),
    `Shape: ${layer.help.shape}`,
    ...(layer.inputs.length > 1 ? [`Ports: ${layer.inputs.map(({ id, title }) => `\`${id}\` (${title})`).join(', ')}.`] : []),
    ...(settings.length === 0 ? [] : [['| setting | takes | usually | |', '| --- | --- | --- | --- |', ...settings].join('\n')]),
    ...refusals(layer),
    ...(layer.help.source === undefined ? [] : [`Source: ${layer.help.source}.`]),
  ].join('\n\n')
}

test('docs/layers.md says what the catalogue says', async () => {
  const pages = layerCategories.flatMap((category) => {
    const layers = layerCatalogue.filter((layer) => layer.category === category)
    return [`## ${category.charAt(0).toUpperCase()}${category.slice(1)}`, ...layers.map(page)]
  })
  const head = [
    '# The layers',
    `All ${layerCatalogue.length} layers, written from their definitions in \`src-shared/layers/\` by \`test/shared/layers/layer-pages.test.ts\`. Each is compared with PyTorch: \`scripts/parity/layers.py\` computes outputs, gradients and second gradients, \`test/shared/layers/parity.test.ts\` holds the layers to them. Shapes leave the batch out.`,
    'A second gradient is what a gradient penalty (WGAN-GP) differentiates; a recipe with one refuses layers that have none.',
  ]
  await expect(`${[...head, ...pages].join('\n\n')}\n`).toMatchFileSnapshot('../../../docs/layers.md')
})
