// Runs a single layer on tfjs's plain JavaScript backend, with weights, randomness and inputs given as numbers.
import { findLayer } from '@shared/layers/catalogue'
import type { Tensor, Tf } from '@shared/tensors/tf'
import { loadTfjs, requireTensorPackage } from '../../../src-main/engines/load-tfjs'

export interface PlainTensor {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

export interface LayerRun {
  readonly layer: string
  readonly parameters: Record<string, unknown>
  readonly training: boolean
  readonly inputs: Readonly<Record<string, PlainTensor>>
  readonly weights: Readonly<Record<string, PlainTensor>>
  readonly random: PlainTensor | null
  readonly cotangent: PlainTensor
  /** Along which the inputs' gradients are differentiated once more, by port; null where they are not to be. */
  readonly directions: Readonly<Record<string, PlainTensor>> | null
}

export interface LayerResult {
  readonly output: PlainTensor
  readonly exposed: Readonly<Record<string, PlainTensor>>
  readonly updates: Readonly<Record<string, PlainTensor>>
  /** Of sum(output * cotangent). */
  readonly inputGradients: Readonly<Record<string, PlainTensor>>
  readonly weightGradients: Readonly<Record<string, PlainTensor>>
  /** Of sum(input gradients * directions), by port and weight. */
  readonly secondGradients: Readonly<Record<string, PlainTensor>>
}

function plain(tensor: Tensor): PlainTensor {
  return { shape: tensor.shape, data: [...tensor.dataSync()] }
}

function plainAll(tensors: Readonly<Record<string, Tensor>>): Record<string, PlainTensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, plain(tensor)]))
}

/** tfjs with all gradients, on its plain JavaScript backend. */
export async function plainTf(): Promise<Tf> {
  const tf = loadTfjs()
  requireTensorPackage('@tensorflow/tfjs-backend-cpu')
  await tf.setBackend('cpu')
  await tf.ready()
  return tf
}

function loadWith(tf: Tf, value: PlainTensor): Tensor {
  return tf.tensor([...value.data], [...value.shape], 'float32')
}

export async function runLayer(run: LayerRun): Promise<LayerResult> {
  const tf = await plainTf()
  const load = (value: PlainTensor): Tensor => loadWith(tf, value)
  const layer = findLayer(run.layer)
  if (layer === undefined) throw new Error(`no layer ${run.layer}`)
  const parameters = layer.parameters.parse(run.parameters)
  const inputShapes = Object.fromEntries(Object.entries(run.inputs).map(([port, value]) => [port, value.shape.slice(1)]))
  const shape = layer.shape(parameters, inputShapes)
  if (!shape.ok) throw new Error(shape.title)
  const declared = layer.weights(parameters, inputShapes)
  const trainable = declared.filter((weight) => weight.trainable).map((weight) => weight.name)
  for (const weight of declared) {
    if (run.weights[weight.name]?.shape.join() !== weight.shape.join()) throw new Error(`${weight.name} should be ${weight.shape.join('×')}`)
  }
  const compute = (): LayerResult => {
    const ports = Object.keys(run.inputs)
    const updates: Record<string, Tensor> = {}
    const exposed: Record<string, Tensor> = {}
    const given = Object.fromEntries(Object.entries(run.weights).map(([name, value]) => [name, load(value)]))
    const forward = (...values: Tensor[]): Tensor => {
      const inputs = Object.fromEntries(ports.map((port, index) => [port, values[index] ?? tf.scalar(0)]))
      const weights = { ...given, ...Object.fromEntries(trainable.map((name, index) => [name, values[ports.length + index] ?? tf.scalar(0)])) }
      const drawn = () => {
        if (run.random === null) throw new Error('no random numbers were given')
        return load(run.random)
      }
      return layer.apply({
        tf,
        parameters,
        inputs,
        inputShapes,
        outputShape: shape.output,
        weight(name) {
          const weight = weights[name]
          if (weight === undefined) throw new Error(`no weight ${name}`)
          return weight
        },
        update: (name, value) => {
          updates[name] = tf.keep(value)
        },
        training: run.training,
        random: { normal: drawn, uniform: drawn },
        stream: 'test',
        expose: (name, value) => {
          exposed[name] = tf.keep(value)
        },
      })
    }
    const values = [...ports.map((port) => run.inputs[port]), ...trainable.map((name) => run.weights[name])].map((value) => {
      if (value === undefined) throw new Error('a value is missing')
      return load(value)
    })
    /** Zeros where a value has no part in it. */
    const differentiate = (of: () => Tensor, by: readonly Tensor[]): readonly Tensor[] => {
      const { grads } = tf.engine().gradients(of, [...by], undefined, true)
      return by.map((value, index) => (grads[index] as Tensor | null) ?? tf.zerosLike(value))
    }
    const total = (): Tensor => tf.sum(tf.mul(forward(...values), load(run.cotangent)))
    const output = forward(...values)
    const name = (tensors: readonly Tensor[]): (readonly [string, PlainTensor])[] => [...ports, ...trainable].map((each, index) => [each, plain(tensors[index] ?? tf.scalar(Number.NaN))])
    const named = name(differentiate(total, values))
    const { directions } = run
    const along = (): Tensor => {
      const gradients = differentiate(total, values.slice(0, ports.length))
      return tf.addN(gradients.map((gradient, index) => tf.sum(tf.mul(gradient, load(directions?.[ports[index] ?? ''] ?? { shape: [], data: [0] })))))
    }
    const second = directions === null ? [] : name(differentiate(along, values))
    return {
      output: plain(output),
      exposed: plainAll(exposed),
      updates: plainAll(updates),
      inputGradients: Object.fromEntries(named.slice(0, ports.length)),
      weightGradients: Object.fromEntries(named.slice(ports.length)),
      secondGradients: Object.fromEntries(second),
    }
  }
  const results: LayerResult[] = []
  tf.tidy(() => {
    results.push(compute())
  })
  const [result] = results
  if (result === undefined) throw new Error('nothing was computed')
  return result
}
