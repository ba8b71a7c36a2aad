// Reads a node's parameters through its layer's schema: defaults filled in, or what is wrong in words.
import type { LayerDefinition } from '../layers/layer-definition'
import type { Problem } from '../problem'
import { checkParameters, type ParameterCheck } from './check-parameters'
import type { NetworkId, NodeDocument, ParameterValues } from './network'

// Documents are immutable: a parameters object that is still the same object has been read before.
const read = new WeakMap<ParameterValues, { readonly layer: LayerDefinition; readonly check: ParameterCheck }>()

export function readNodeParameters(layer: LayerDefinition, node: NodeDocument): ParameterCheck {
  const known = read.get(node.parameters)
  if (known?.layer === layer) return known.check
  const check = checkParameters(layer.parameters, node.parameters)
  read.set(node.parameters, { layer, check })
  return check
}

/** The problems of a node's parameters, each with a ready fix that sets a fitting value or removes nothing else. */
export function parameterProblems(check: ParameterCheck, network: NetworkId, node: NodeDocument, name: string): readonly Problem[] {
  return check.violations.map((violation) => ({
    code: violation.known ? 'parameter-invalid' : 'parameter-unknown',
    severity: violation.known ? 'error' : 'warning',
    place: { network, node: node.id, path: `parameters.${violation.path.join('.')}` },
    title: violation.known ? `${name}: ${violation.title} cannot be ${violation.got}` : `${name} has no setting called ${violation.key}`,
    expected: violation.expected,
    got: violation.got,
    fix: violation.fix,
    fixes: violation.suggestions.map(({ label, value }) => ({
      label,
      edits: [{ kind: 'set-parameters', network, node: node.id, parameters: { [violation.key]: value } }],
    })),
  }))
}
