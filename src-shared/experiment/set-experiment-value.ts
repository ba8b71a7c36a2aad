// Sets one value of an experiment by dotted path: what the set-value edit does, and the command line's `--set path=value`.
import type { z } from 'zod'
import { describeIssues } from '../graph/describe-schema'
import type { NodeDocument } from '../graph/network'
import { layerOf } from '../graph/analyse-network'
import { StudioError } from '../studio-error'
import { studioCatalogues, type Catalogues } from './catalogues'
import { clippingSchema } from '../optimizers/clip-gradients'
import { executionSchema, experimentSchema, type Experiment } from './experiment'
import { experimentPaths, nearestPaths, nodeParameterPaths } from './setting-paths'

type JsonValue = z.core.util.JSONType
type JsonObject = { [key: string]: JsonValue }

const SETTABLE_ROOTS = ['name', 'description', 'recipe', 'dataset', 'training', 'recording'] as const
type SettableRoot = (typeof SETTABLE_ROOTS)[number]

/**
 * The experiment with one value changed; what the path does not touch is shared with the old one. Paths are those of the
 * file, but a layer's parameter is `networks.<network id>.<node id>.<parameter>`. Null takes a role, an optimizer or a
 * parameter out, so that a parameter falls back to its default.
 *
 * Parameters of catalogue entries and layers may be set to any JSON value: whether it fits is analysis's to say, as it
 * depends on the entry. Everything else must fit at once.
 * @throws StudioError `setting-unknown` naming the nearest known paths, or `setting-invalid`.
 */
export function setExperimentValue(experiment: Experiment, path: string, value: JsonValue, catalogues: Catalogues = studioCatalogues): Experiment {
  const parts = path.split('.')
  if (parts[0] === 'networks') return setNodeParameter(experiment, path, parts, value, catalogues)
  const root = SETTABLE_ROOTS.find((each) => each === parts[0])
  if (root === undefined || !isKnown(experiment, path, parts, catalogues)) return unknownSetting(experiment, path, catalogues)
  const whole = withOptionalParts(experiment, parts)
  const changed = { ...experiment, [root]: parts.length === 1 ? value : setAt(whole[root], parts.slice(1), value, path) }
  const parsed = experimentSchema.shape[root].safeParse(changed[root])
  if (!parsed.success) return invalidSetting(root, value, changed[root], parsed.error.issues)
  return changed
}

/** The experiment with a part that may be left out spelled with its defaults, where the path leads into it. */
function withOptionalParts(experiment: Experiment, parts: readonly string[]): Experiment {
  const { training } = experiment
  const [root, second, third, fourth] = parts
  if (root !== 'training') return experiment
  if (second === 'execution' && parts.length > 2 && training.execution === undefined) return { ...experiment, training: { ...training, execution: executionSchema.parse({}) } }
  const choice = third === undefined ? undefined : training.optimizers[third]
  if (second !== 'optimizers' || third === undefined || choice === undefined || parts.length < 5) return experiment
  const spelled =
    fourth === 'clipping' && choice.clipping === undefined
      ? { ...choice, clipping: clippingSchema.parse({}) }
      : fourth === 'schedule' && choice.schedule === undefined
        ? { ...choice, schedule: { id: 'constant', parameters: {} } }
        : choice
  return { ...experiment, training: { ...training, optimizers: { ...training.optimizers, [third]: spelled } } }
}

function isKnown(experiment: Experiment, path: string, parts: readonly string[], catalogues: Catalogues): boolean {
  const known = experimentPaths(experiment, catalogues)
  if (known.some((each) => each === path || each.startsWith(`${path}.`))) return true
  if (['recipe.parameters', 'recipe.roles', 'dataset.parameters', 'training.optimizers'].includes(path)) return true
  if (known.some((each) => /\.parameters\./.test(each) && path.startsWith(`${each}.`))) return true
  // Of an entry that is not known here, nothing is known of its parameters either.
  const [first, second, third] = parts
  const recipe = catalogues.recipes.find((each) => each.id === experiment.recipe.id)
  if (first === 'recipe') return recipe === undefined && (second === 'parameters' || second === 'roles')
  if (first === 'dataset') return second === 'parameters' && !catalogues.datasets.some((each) => each.id === experiment.dataset.id)
  if (first !== 'training' || second !== 'optimizers' || third === undefined) return false
  const optimizer = experiment.training.optimizers[third]
  if (optimizer === undefined) return recipe === undefined
  return parts[3] === 'parameters' && !catalogues.optimizers.some((each) => each.id === optimizer.id)
}

function unknownSetting(experiment: Experiment, path: string, catalogues: Catalogues): never {
  const known = path.startsWith('networks') ? nodeParameterPaths(experiment) : [...experimentPaths(experiment, catalogues), ...nodeParameterPaths(experiment)]
  const near = nearestPaths(path, known)
  throw new StudioError({
    code: 'setting-unknown',
    message: `There is no setting called ${path}`,
    path,
    expected: near.length === 0 ? 'a setting of the experiment' : `a setting of the experiment, such as ${near.join(', ')}`,
    got: path,
    fix: near.length === 0 ? 'choose a setting that is there' : `write ${near[0] ?? ''} if that was meant`,
  })
}

function invalidSetting(root: SettableRoot, value: JsonValue, whole: unknown, issues: readonly z.core.$ZodIssue[]): never {
  const violation = describeIssues(experimentSchema.shape[root], whole, issues)[0]
  const place = [root, ...(violation?.path ?? [])].join('.')
  const got = violation?.got ?? JSON.stringify(value)
  throw new StudioError({
    code: 'setting-invalid',
    message: `${place} cannot be ${got}`,
    path: place,
    expected: violation?.expected,
    got,
    fix: violation?.fix,
  })
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Copies along the path. Null removes an entry of an open record; a fixed field keeps it as its value. */
function setAt(at: JsonValue | undefined, parts: readonly string[], value: JsonValue, path: string): JsonValue {
  const [key, ...rest] = parts
  if (key === undefined) return value
  if (Array.isArray(at)) {
    const index = Number(key)
    return at.map((each, place) => (place === index ? setAt(each, rest, value, path) : each))
  }
  const old = isObject(at) ? at : {}
  const removable = /^(recipe\.roles|training\.optimizers|(.*\.)?parameters)\.[^.]+$|^training\.(execution|optimizers\.[^.]+\.(schedule|clipping))$/.test(path)
  if (rest.length === 0 && value === null && removable) {
    return Object.fromEntries(Object.entries(old).filter(([name]) => name !== key))
  }
  const before = Object.hasOwn(old, key) ? old[key] : key === 'parameters' ? {} : undefined
  return { ...old, [key]: setAt(before, rest, value, path) }
}

function setNodeParameter(experiment: Experiment, path: string, parts: readonly string[], value: JsonValue, catalogues: Catalogues): Experiment {
  const [, networkId, nodeId, ...inside] = parts
  const network = experiment.networks.find((each) => each.id === networkId)
  const node = network?.nodes.find((each) => each.id === nodeId)
  const name = inside[0]
  if (network === undefined || node === undefined || name === undefined || !hasParameter(node, name, experiment)) return unknownSetting(experiment, path, catalogues)
  const parameters = setAt(node.parameters, inside, value, inside.length === 1 ? `parameters.${name}` : path)
  if (!isObject(parameters)) return unknownSetting(experiment, path, catalogues)
  const changed = { ...node, parameters }
  return {
    ...experiment,
    networks: experiment.networks.map((each) =>
      each === network ? { ...network, nodes: network.nodes.map((member) => (member === node ? changed : member)) } : each,
    ),
  }
}

function hasParameter(node: NodeDocument, name: string, experiment: Experiment): boolean {
  const layer = layerOf(node.type, experiment.blocks)
  return layer === undefined || Object.hasOwn(layer.parameters.shape, name) || Object.hasOwn(node.parameters, name)
}
