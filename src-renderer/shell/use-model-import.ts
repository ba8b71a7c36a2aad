// Importing ONNX and Keras models: their files go up in pieces, the sheet shows what they were read as, and one undoable edit adds the
// networks.
import type { GraphEdit } from '@shared/graph/edit-schema'
import { networkIdSchema, type NetworkDocument } from '@shared/graph/network'
import { MODEL_PIECE_BYTES, MOST_MODEL_BYTES, type ModelFile } from '@shared/contract/models'
import type { ImportedNetwork } from '@shared/interchange/import-report'
import { findRecipe } from '@shared/recipes/catalogue'
import { studio } from '../client/studio-client'
import { useExperimentStore } from '../stores/experiment-store'
import { useModelImportStore, type ReadModel } from '../stores/model-import-store'
import { useUiStore } from '../stores/ui-store'
import { useDocumentActions } from './document-actions'

export const NO_ROLE = 'none'

function base64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += 32_768) binary += String.fromCharCode(...bytes.subarray(at, at + 32_768))
  return btoa(binary)
}

async function upload(file: File): Promise<ModelFile> {
  const id = Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) => (each % 36).toString(36)).join('')
  let offset = 0
  do {
    const piece = new Uint8Array(await file.slice(offset, offset + MODEL_PIECE_BYTES).arrayBuffer())
    await studio.models.upload({ upload: id, offset, bytes: base64(piece) })
    offset += piece.length
  } while (offset < file.size)
  return { upload: id, fileName: file.name }
}

/** Hashes of the starting weights of a model's networks. */
function weightsOf(model: ReadModel | null): string[] {
  return (model?.answer.networks ?? []).flatMap(({ network }) => network.startingWeights?.sha256 ?? [])
}

/** The network under an id that is free. */
function withFreeId(network: NetworkDocument, taken: Set<string>): NetworkDocument {
  let id: string = network.id
  for (let count = 2; taken.has(id); count += 1) id = `${network.id}-${count}`
  taken.add(id)
  return { ...network, id: networkIdSchema.parse(id) }
}

export function useModelImport() {
  const ui = useUiStore()
  const document = useExperimentStore()
  const store = useModelImportStore()
  const actions = useDocumentActions()

  /** The role a network's name speaks for. */
  function roleFor({ network }: ImportedNetwork, taken: ReadonlySet<string>): string {
    const roles = findRecipe(document.experiment?.recipe.id ?? '')?.roles ?? []
    return roles.find(({ id, title }) => !taken.has(id) && [id, title.toLowerCase()].includes(network.name.toLowerCase()))?.id ?? NO_ROLE
  }

  /** Reads a model, and weights beside it, and shows what it was read as. */
  async function importFiles(files: readonly File[]): Promise<boolean> {
    if (store.reading !== null) return false
    const [first] = files
    const large = files.find((file) => file.size > MOST_MODEL_BYTES)
    if (first === undefined) return false
    if (large !== undefined) {
      ui.reportError({ code: 'import-too-large', message: `${large.name} is too large to import`, path: large.name, expected: `at most ${MOST_MODEL_BYTES / 1024 ** 2} MB`, got: `${(large.size / 1024 ** 2).toFixed(0)} MB`, fix: 'Export a smaller model, or its parts on their own' })
      return false
    }
    const fileName = files.find((file) => !file.name.endsWith('.safetensors'))?.name ?? first.name
    store.reading = fileName
    const went = await actions.attempt(async () => {
      const uploads = []
      for (const file of files) uploads.push(await upload(file))
      const answer = await studio.models.read({ files: uploads })
      // One that was looked at and is replaced by this one.
      await discard()
      const taken = new Set<string>()
      store.model = { fileName, answer }
      store.roles = answer.networks.map((network) => {
        const role = roleFor(network, taken)
        taken.add(role)
        return role
      })
      ui.sheet = 'model'
    })
    store.reading = null
    return went
  }

  /** Lets the model that is looked at go, its weights included. */
  async function discard(): Promise<void> {
    const { model } = store
    store.model = null
    const weights = weightsOf(model)
    if (weights.length > 0) await studio.models.discard({ weights })
  }

  /** Adds the networks as one step, each in the role chosen for it. True when it went through. */
  async function add(): Promise<boolean> {
    const { model } = store
    const weights = weightsOf(model)
    if (model === null || (weights.length > 0 && !(await actions.attempt(() => studio.models.keep({ weights }))))) return false
    if (document.experiment === null) document.newBlank()
    const taken = new Set<string>([...(document.experiment?.networks ?? []), ...(document.experiment?.blocks ?? [])].map(({ id }) => id))
    const edits = model.answer.networks.flatMap(({ network }, index): GraphEdit[] => {
      const own = withFreeId(network, taken)
      const role = store.roles[index] ?? NO_ROLE
      return [{ kind: 'add-network', network: own }, ...(role === NO_ROLE ? [] : [{ kind: 'set-value' as const, path: `recipe.roles.${role}`, value: own.id }])]
    })
    const refusal = document.edit(edits, `Import ${model.fileName}`)
    if (refusal !== null) {
      ui.reportError(refusal)
      return false
    }
    ui.show('design')
    ui.sheet = null
    ui.note(`Imported ${model.answer.networks.map(({ network }) => network.name).join(' and ')}.`)
    store.model = null
    return true
  }

  return { importFiles, add, discard }
}
