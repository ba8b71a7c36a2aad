// Chooses the engine of this process: the one asked for, or the best there is.
import { StudioError, type StudioErrorDetail } from '@shared/studio-error'
import type { Engine } from './engine'
import { createJavascriptEngine } from './javascript/javascript-engine'
import { createTensorflowEngine } from './tensorflow/tensorflow-engine'

export interface SelectedEngine {
  readonly engine: Engine
  /** Why the native engine is not in use, where it is wanted and is not. */
  readonly problem: StudioErrorDetail | null
}

/**
 * @param choice `auto` takes TensorFlow where it works and the JavaScript fallback where it does not.
 * @param manifestPath of engine.json; null where set-up made none.
 * @throws StudioError when TensorFlow was asked for by name and cannot be had.
 */
export async function selectEngine(choice: 'auto' | 'tensorflow' | 'javascript', manifestPath: string | null): Promise<SelectedEngine> {
  if (choice === 'javascript') return { engine: await createJavascriptEngine(), problem: null }
  try {
    return { engine: await createTensorflowEngine(manifestPath), problem: null }
  } catch (error) {
    if (choice === 'tensorflow' || !(error instanceof StudioError)) throw error
    return { engine: await createJavascriptEngine(), problem: error.detail }
  }
}
