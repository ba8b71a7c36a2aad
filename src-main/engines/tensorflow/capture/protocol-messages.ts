// A typed face for the few TensorFlow protocol-buffer messages that tfjs-node carries (google-protobuf, generated from
// TensorFlow's own definitions), as used to write a SavedModel.
import { createRequire } from 'node:module'

interface Message {
  serializeBinary(): Uint8Array
}
export interface DimensionMessage {
  setSize(size: number): void
}
export interface ShapeMessage {
  addDim(dimension: DimensionMessage): void
}
export interface TensorMessage {
  setDtype(dtype: number): void
  setTensorShape(shape: ShapeMessage): void
  setTensorContent(bytes: Uint8Array): void
}
export interface ListMessage {
  setIList(values: number[]): void
  setFList(values: number[]): void
  setSList(values: Uint8Array[]): void
  setTypeList(values: number[]): void
}
export interface AttributeMessage {
  setS(bytes: Uint8Array): void
  setI(value: number): void
  setF(value: number): void
  setB(value: boolean): void
  setType(dtype: number): void
  setShape(shape: ShapeMessage): void
  setTensor(tensor: TensorMessage): void
  setList(list: ListMessage): void
}
export interface NodeMessage {
  setName(name: string): void
  setOp(op: string): void
  setInputList(inputs: string[]): void
  getAttrMap(): { set(name: string, attribute: AttributeMessage): void }
}
export interface GraphMessage {
  addNode(node: NodeMessage): void
  setVersions(versions: VersionsMessage): void
}
export interface VersionsMessage {
  setProducer(producer: number): void
}
export interface MetaInfoMessage {
  addTags(tag: string): void
}
export interface MetaGraphMessage {
  setGraphDef(graph: GraphMessage): void
  setMetaInfoDef(info: MetaInfoMessage): void
}
export interface SavedModelMessage extends Message {
  setSavedModelSchemaVersion(version: number): void
  addMetaGraphs(graph: MetaGraphMessage): void
}

export interface ProtocolMessages {
  readonly AttrValue: { new (): AttributeMessage; readonly ListValue: new () => ListMessage }
  readonly Tensor: new () => TensorMessage
  readonly TensorShape: { new (): ShapeMessage; readonly Dim: new () => DimensionMessage }
  readonly NodeDef: new () => NodeMessage
  readonly GraphDef: new () => GraphMessage
  readonly VersionDef: new () => VersionsMessage
  readonly MetaGraphDef: { new (): MetaGraphMessage; readonly MetaInfoDef: new () => MetaInfoMessage }
  readonly SavedModel: new () => SavedModelMessage
}

/** Loads the messages; costs some milliseconds, so only a session that captures does it. */
export function loadProtocolMessages(): ProtocolMessages {
  const require = createRequire(import.meta.url)
  return require('@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js') as ProtocolMessages
}
