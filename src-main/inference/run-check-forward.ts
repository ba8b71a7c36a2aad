// Runs whole networks on given inputs with given weights, for comparing exported code with the studio.
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { checkOutputs } from '@shared/interchange/check-outputs'
import type { NamedArrays } from '@shared/tensors/named-arrays'
import type { Tensor } from '@shared/tensors/tf'
import type { Engine } from '../engines/engine'

export interface CheckForward {
  readonly experiment: Experiment
  /** By network id, the name its input and its outputs have. */
  readonly names: Readonly<Record<string, string>>
  /** By full name. */
  readonly weights: NamedArrays
  /** By the networks' names, `[rows, ...inputShape]`. */
  readonly inputs: NamedArrays
}

/** Outputs as `<name>/output`, `<name>/mean`, `<name>/logVariance`. */
export function runCheckForward(engine: Engine, { experiment, names, weights, inputs }: CheckForward): NamedArrays {
  const { networks } = analyseExperiment(experiment)
  const playing = [...networks.values()].flatMap((analysis) => {
    const name = names[analysis.network.id]
    return name === undefined ? [] : [{ analysis, name }]
  })
  const session = engine.createSession(
    {
      state: weights,
      programs: {
        forward: {
          feeds: Object.fromEntries(Object.entries(inputs).map(([name, { shape, dtype }]) => [name, { shape, dtype }])),
          run({ tf }, state, feeds) {
            const outputs: Record<string, Tensor> = {}
            for (const { analysis, name } of playing) {
              const input = feeds[name]
              if (input === undefined) throw new Error(`No input is given for ${name}`)
              const found = checkOutputs({ tf, analysis, input, weight: (fullName) => state[fullName] ?? missingWeight(fullName) })
              for (const [output, value] of Object.entries(found)) outputs[`${name}/${output}`] = value
            }
            return { outputs }
          },
        },
      },
    },
    { execution: 'eager' },
  )
  try {
    return session.run('forward', inputs)
  } finally {
    session.dispose()
  }
}

function missingWeight(name: string): never {
  throw new Error(`There is no weight ${name}`)
}
