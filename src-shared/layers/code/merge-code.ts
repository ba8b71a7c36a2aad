// Two values joined number by number, in PyTorch and Keras: where one is a number for each channel, it is spread over all places.
import type { PortShapes } from '../layer-definition'
import { portShape } from '../port-tensor'

/** Where which of the two ports has one axis and the other more. */
function flatPort(inputs: PortShapes): { readonly index: 0 | 1; readonly places: number; readonly channels: number } | undefined {
  const first = portShape(inputs, 'first')
  const second = portShape(inputs, 'second')
  if (first.length === second.length) return undefined
  const index = first.length === 1 ? 0 : 1
  return { index, places: (index === 0 ? second : first).length - 1, channels: (index === 0 ? first : second)[0] ?? 1 }
}

/** Channels stand second, `x[:, :, None, None]`. */
export function pytorchAligned(inputs: PortShapes, join: (first: string, second: string) => string): (values: readonly string[]) => string {
  const flat = flatPort(inputs)
  const none = Array.from({ length: flat?.places ?? 0 }, () => 'None')
  return (values) => {
    const [first = '', second = ''] = values.map((value, index) => (index === flat?.index ? `${value}[${[':', ':', ...none].join(', ')}]` : value))
    return join(first, second)
  }
}

export function kerasAligned(inputs: PortShapes): (made: string, values: readonly string[]) => string {
  const flat = flatPort(inputs)
  const ones = Array.from({ length: flat?.places ?? 0 }, () => '1')
  return (made, values) =>
    `${made}([${values.map((value, index) => (index === flat?.index ? `layers.Reshape((${[...ones, flat.channels].join(', ')}))(${value})` : value)).join(', ')}])`
}
