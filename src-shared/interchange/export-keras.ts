// An experiment as Keras 3 code: a function that builds each network, written as black would format it, and the weights in Keras's
// layout. Keras has channels last as the studio does, and runs on TensorFlow, PyTorch or JAX.
import { analyseExperiment } from '../experiment/analyse-experiment'
import type { Experiment } from '../experiment/experiment'
import type { KerasStep } from '../layers/code/layer-code'
import { inlineCode, printCode, tupleCode, withArguments, type Call, type Code } from '../layers/code/python'
import type { Shape } from '../tensors/shape'
import { convertWeights, dataWords, feedsOf, planExperiment, proseLines, weightsOf, type ExportedCode, type PlannedWeight } from './exported-code'
import { kerasHelpers } from './keras-helpers'
import type { NetworkPlan, PlannedNode } from './plan-network'
import { nameVariables } from './variable-names'

interface PlacedStep {
  readonly node: PlannedNode
  readonly step: KerasStep
  readonly name: string
}

interface Body {
  readonly steps: readonly PlacedStep[]
  /** Assignments: the variable and what it becomes. */
  readonly lines: readonly (readonly [string, Code])[]
  readonly chain: boolean
  readonly notes: readonly string[]
  readonly returns: readonly string[]
}

function buildBody(plan: NetworkPlan): Body {
  const variables = new Map(nameVariables(plan, 'inputs'))
  const steps: PlacedStep[] = []
  const lines: (readonly [string, Code])[] = []
  const notes: string[] = []
  let chain = plan.latent === undefined && plan.nodes.every((node) => node.sources.length <= 1 && (plan.readers.get(node.id) ?? 0) <= 1)
  for (const node of plan.nodes) {
    const code = node.layer.keras({ parameters: node.parameters, inputs: node.inputs, output: node.output })
    notes.push(...(code.notes ?? []))
    const variable = variables.get(node.id) ?? 'x'
    let current: readonly string[] = node.sources.map((source) => variables.get(source) ?? 'x')
    // Nothing is done: the value goes on under the name it has.
    if (code.steps.length === 0 && current[0] !== undefined) variables.set(node.id, current[0])
    for (const step of code.steps) {
      const name = step.suffix === undefined ? (node.layer.type === 'output' ? 'output_activation' : node.name) : `${node.name}_${step.suffix}`
      steps.push({ node, step, name })
      if (step.make === undefined || step.use !== undefined) chain = false
      lines.push([variable, useOf(step, name, current)])
      current = [variable]
    }
  }
  const output = plan.nodes.findLast((node) => node.layer.type === 'output')
  const returns = [output === undefined ? 'x' : (variables.get(output.id) ?? 'x'), ...(plan.latent?.sources ?? []).map((source) => variables.get(source) ?? 'x')]
  return { steps, lines, chain, notes, returns }
}

function useOf(step: KerasStep, name: string, values: readonly string[]): Code {
  if (step.expression !== undefined) return step.expression(values)
  if (step.make === undefined) throw new Error(`${name} makes nothing`)
  const made = withArguments(step.make, `name="${name}"`)
  // What a person would put in brackets behind the layer, so that long layers are broken within their own.
  const tail = step.use === undefined ? `(${values[0] ?? 'x'})` : step.use('', values)
  return { ...made, tail }
}

function shapeWords(shape: Shape): string {
  return `[${['batch', ...shape].join(', ')}]`
}

function printFunction(key: string, title: string, plan: NetworkPlan, body: Body): string {
  const latent = plan.latent === undefined ? [] : ['', '    Gives the output, and the mean and the log-variance its code was drawn from.']
  const lines = [
    `def build_${key}() -> keras.Model:`,
    `    """${proseLines(title, 70)[0] ?? key}${/[.!?]$/.test(title) ? '' : '.'}`,
    '',
    `    Input: ${shapeWords(plan.inputShape)}. Output: ${shapeWords(plan.outputShape)}.`,
    ...latent,
    '    """',
  ]
  const input: Call = { callee: 'keras.Input', args: [tupleCode(plan.inputShape)] }
  if (body.chain && body.steps.length > 0) {
    lines.push('    return keras.Sequential(', '        [', `            ${inlineCode(input)},`)
    for (const { step, name } of body.steps) if (step.make !== undefined) lines.push(...printCode(withArguments(step.make, `name="${name}"`), 12, '', ','))
    lines.push('        ],', `        name="${key}",`, '    )')
    return lines.join('\n')
  }
  lines.push(`    inputs = ${inlineCode(input)}`)
  for (const [variable, code] of body.lines) lines.push(...printCode(code, 4, `${variable} = `))
  const outputs = body.returns.length === 1 ? (body.returns[0] ?? 'x') : `[${body.returns.join(', ')}]`
  lines.push(...printCode({ callee: 'keras.Model', args: ['inputs', outputs, `name="${key}"`] }, 4, 'return '))
  return lines.join('\n')
}

/** @throws StudioError `export-not-possible` where a network has problems. */
export function exportKeras(experiment: Experiment, analysis = analyseExperiment(experiment)): ExportedCode {
  const planned = planExperiment(experiment, analysis)
  const weights: PlannedWeight[] = []
  const notes = new Set<string>()
  const helpers = new Set<string>()
  const bodies = planned.networks.map(({ plan, key, title }) => {
    const body = buildBody(plan)
    for (const { node, step, name } of body.steps) {
      if (step.helper !== undefined) helpers.add(step.helper)
      weights.push(...weightsOf(plan.analysis.network.id, node.id, `${key}/${name}/`, step.weights))
    }
    for (const note of body.notes) notes.add(note)
    return { plan, key, text: printFunction(key, title, plan, body) }
  })
  const weightsFileName = `${planned.stem}_keras.safetensors`
  const code = [...Object.entries(kerasHelpers).flatMap(([name, text]) => (helpers.has(name) ? [text] : [])), ...bodies.map((body) => body.text)].join('\n\n\n')
  const submodules = ['initializers', 'layers', 'ops'].filter((name) => new RegExp(`\\b${name}\\.`).test(code))
  const head = [
    `"""${proseLines(`${experiment.name}, exported from Latent Studio as Keras 3.`, 80).join('\n')}`,
    ...(experiment.description.trim() === '' ? [] : ['', ...proseLines(experiment.description.trim())]),
    '',
    ...proseLines(`${dataWords(analysis)} Images are [batch, height, width, channels].`.trim()),
    ...(notes.size === 0 ? [] : ['', ...[...notes].flatMap((note) => proseLines(note))]),
    '"""',
    '',
    'from pathlib import Path',
    '',
    'import keras',
    ...(submodules.length === 0 ? [] : [`from keras import ${submodules.join(', ')}`]),
    'from safetensors.numpy import load_file',
    '',
    ...printCode({ callee: 'Path(__file__).with_name', args: [`"${weightsFileName}"`] }, 0, 'WEIGHTS = '),
  ]
  const entries = bodies.map(({ key }) => `build_${key}()`)
  const list = `    networks = [${entries.join(', ')}]`
  const load = [
    'def load_networks(weights: Path = WEIGHTS) -> dict[str, keras.Model]:',
    '    """The networks by name, with the exported weights."""',
    '    arrays = load_file(weights)',
    ...(list.length <= 88 ? [list] : ['    networks = [', ...entries.map((entry) => `        ${entry},`), '    ]']),
    '    for network in networks:',
    '        for weight in network.weights:',
    '            name = weight.path.removeprefix(f"{network.name}/")',
    '            weight.assign(arrays[f"{network.name}/{name}"])',
    '    return {network.name: network for network in networks}',
  ]
  const run = ['if __name__ == "__main__":', '    # One batch through every network, to see that all is in its place.', '    networks = load_networks()']
  const feeds = feedsOf(planned, analysis)
  for (const { key, variable, from } of feeds) {
    const body = bodies.find((each) => each.key === key)
    if (body === undefined) continue
    const shape = tupleCode([4, ...body.plan.inputShape])
    const fed = from.kind === 'network' ? from.variable : from.kind === 'noise' ? `keras.random.normal(${shape})` : `keras.random.uniform(${shape})`
    run.push(...printCode({ callee: `networks["${key}"]`, args: [fed] }, 4, `${variable}${body.plan.latent === undefined ? '' : ', mean, log_variance'} = `), `    print("${key}:", tuple(${variable}.shape))`)
  }
  return {
    fileName: `${planned.stem}_keras.py`,
    weightsFileName,
    text: `${[head.join('\n'), code, load.join('\n'), ...(feeds.length === 0 ? [] : [run.join('\n')])].join('\n\n\n')}\n`,
    networks: bodies.map(({ plan, key }) => ({ id: plan.analysis.network.id, key, maker: `build_${key}`, inputShape: plan.inputShape, outputShape: plan.outputShape, gaussian: plan.latent !== undefined })),
    convert: (state) => convertWeights(weights, state),
  }
}
