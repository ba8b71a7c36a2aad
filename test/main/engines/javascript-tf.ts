// tfjs on its plain JavaScript backend, for tests of definitions that take `tf` as an argument.
import type { Tf } from '@shared/tensors/tf'
import { createJavascriptEngine } from '../../../src-main/engines/javascript/javascript-engine'
import { loadTfjs } from '../../../src-main/engines/load-tfjs'

export async function javascriptTf(): Promise<Tf> {
  await createJavascriptEngine()
  return loadTfjs()
}
