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
}

export interface LayerResult {
  readonly output: PlainTensor
  readonly exposed: Readonly<Record<string, PlainTensor>>
  readonly updates: Readonly<Record<string, PlainTensor>>
  /** Of sum(output * cotangent). */
  readonly inputGradients: Readonly<Record<string, PlainTensor>>
  readonly weightGradients: Readonly<Record<string, PlainTensor>>
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
    const output = forward(...values)
    const gradients = tf.grads((...each: Tensor[]) => tf.sum(tf.mul(forward(...each), load(run.cotangent))))(values)
    const named = [...ports, ...trainable].map((name, index) => [name, plain(gradients[index] ?? tf.scalar(Number.NaN))] as const)
    return {
      output: plain(output),
      exposed: plainAll(exposed),
      updates: plainAll(updates),
      inputGradients: Object.fromEntries(named.slice(0, ports.length)),
      weightGradients: Object.fromEntries(named.slice(ports.length)),
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
