// The graph as a picture: whole, well-formed, with the names a person gave.
import { expect, test } from 'vitest'
import { drawGraph } from '@shared/interchange/draw-graph'
import { boringExperiment, chain, node } from '../graph/build-network'
import { templateCases } from './export-cases'

/** Every element that is opened is closed, in order. @throws Error naming the one that is not. */
function checkWellFormed(svg: string): void {
  const open: string[] = []
  for (const [, closing, name = '', , selfClosing] of svg.matchAll(/<(\/?)([a-z]+)((?:\s[a-z-]+="[^"<]*"|\s[A-Za-z-]+="[^"<]*")*)\s*(\/?)>/g)) {
    if (closing === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`)
    } else if (selfClosing !== '/') open.push(name)
  }
  if (open.length > 0) throw new Error(`<${open.join('>, <')}> stay open`)
}

test.each(templateCases().map((each) => [each.name, each] as const))('%s is drawn whole, dark and light', (_name, { experiment, analysis }) => {
  for (const theme of ['dark', 'light'] as const) {
    const svg = drawGraph(experiment, { theme }, analysis)
    checkWellFormed(svg)
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
    for (const network of experiment.networks) expect(svg).toContain(`>${network.name}<`)
    const wires = experiment.networks.reduce((sum, network) => sum + network.wires.length, 0)
    expect(svg.match(/fill="none"/g)?.length).toBeGreaterThanOrEqual(wires)
    const nodes = experiment.networks.reduce((sum, network) => sum + network.nodes.length, 0)
    expect(svg.match(/<g>/g)).toHaveLength(nodes)
  }
})

test('a layer with a name of its own says in the picture too what it is', () => {
  const named = boringExperiment({ networks: [chain([node('input'), node('a:dense', { units: 2 }, 'Mean'), node('output')], 'encoder')] })
  expect(drawGraph(named, { theme: 'light' })).toMatch(/>Mean<.*>Dense<.*>2 units, ReLU</s)
})

test('names and comments cannot break out of the picture', () => {
  const network = chain([node('input'), node('a:dense', { units: 2 }, '<b>"&\u0000'), node('output')], 'encoder')
  const note = { id: 'n1', kind: 'comment', text: '</svg><script>alert(1)</script>', colour: 'amber', position: { x: 0, y: 200 }, size: { width: 400, height: 80 } }
  const svg = drawGraph(boringExperiment({ name: 'a < b', networks: [{ ...network, notes: [note] } as typeof network] }), { theme: 'light' })
  checkWellFormed(svg)
  expect(svg).not.toContain('<script')
  expect(svg).not.toContain('\u0000')
  expect(svg).toContain('a &lt; b')
})

test('a graph with faults is drawn too, the faulty layer in red', () => {
  const faulty = boringExperiment({ networks: [chain([node('input'), node('flat:reshape', { target: [7, 7] }), node('output')], 'encoder')] })
  expect(drawGraph(faulty, { theme: 'light' })).toContain('#c22f36')
})
