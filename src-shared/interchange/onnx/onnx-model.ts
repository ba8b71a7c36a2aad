// An ONNX file as plain data: what of a ModelProto the import needs. https://onnx.ai/onnx/repo-docs/IR.html

/** A constant. Large constants of one value (initial states) are held as that value. */
export interface OnnxTensor {
  readonly shape: readonly number[]
  /** Integers as numbers; float types as float32. Of one value where `uniform` is set. */
  readonly data: ArrayLike<number>
  readonly uniform?: boolean
}

export type OnnxAttribute = number | string | readonly number[] | readonly string[] | OnnxTensor

export interface OnnxNode {
  readonly name: string
  readonly operator: string
  /** Empty for ONNX's own operators. */
  readonly domain: string
  /** Names of values; empty where an optional one is left out. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, OnnxAttribute>>
}

/** Extents by axis; null where the file leaves one open. */
export type OnnxShape = readonly (number | null)[]

export interface OnnxModel {
  /** `pytorch 2.13.0`. */
  readonly producer: string
  readonly operatorVersion: number
  readonly name: string
  readonly nodes: readonly OnnxNode[]
  readonly constants: ReadonlyMap<string, OnnxTensor>
  readonly inputs: readonly { readonly name: string; readonly shape: OnnxShape | null }[]
  readonly outputs: readonly string[]
  /** Shapes the file states, by value. */
  readonly shapes: ReadonlyMap<string, OnnxShape>
}

export function isTensor(attribute: OnnxAttribute | undefined): attribute is OnnxTensor {
  return typeof attribute === 'object' && 'data' in attribute
}
