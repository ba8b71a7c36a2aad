// The open experiment: its document with undo and redo, what analysis says of it, what is selected, and whether it is
// saved. Every change goes through `edit`, one step a gesture.
import { dequal } from 'dequal/lite'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import type { Template } from '@shared/contract/contract'
import { memoryProblems } from '@shared/cost/memory-problems'
import { blankExperiment } from '@shared/experiment/blank-experiment'
import type { Draft, ForkSource } from '@shared/contract/drafts'
import type { Experiment } from '@shared/experiment/experiment'
import { serialiseExperiment } from '@shared/experiment/serialise-experiment'
import type { GraphEdit } from '@shared/graph/edit-schema'
import type { NetworkAnalysis } from '@shared/graph/analyse-network'
import { blockType } from '@shared/graph/block'
import type { NetworkDocument, NetworkId, NodeId } from '@shared/graph/network'
import { commit, commitDocument, createHistory, redo as redoStep, undo as undoStep, type EditHistory } from '@shared/graph/edit-history'
import { packHistory, unpackHistory } from '@shared/graph/pack-history'
import { hasErrors, type Problem } from '@shared/problem'
import { StudioError, type StudioErrorDetail } from '@shared/studio-error'
import { splitFlowId, type FlowId } from '../canvas/flow-id'
import { studio } from '../client/studio-client'
import { useMachineStore } from './machine-store'
import { createDraftKeeper } from './draft-keeper'
import { forgetDraft, newDraftId, ownDraftId, readDraft, writeDraft } from './experiment-draft'
import { placeExists } from './place-exists'
import { describeSaveState } from './describe-save-state'
import { downloadText } from './download-text'

/** Text in a field that is no value yet; the document keeps its last value meanwhile. */
export interface UnfinishedField {
  readonly text: string
  readonly title: string
  readonly expected: string
}

/** Unsaved work that a loading page found again. */
export interface Recovery {
  readonly name: string
  /** When it was last written. */
  readonly at: number
  /** Steps that can still be undone. */
  readonly steps: number
  /** From where the data folder had a newer copy than the page itself. */
  readonly from: 'page' | 'data-folder'
}

const DRAFT_DELAY_MS = 300

export const useExperimentStore = defineStore('experiment', () => {
  const history = shallowRef<EditHistory | null>(null)
  const savedExperiment = shallowRef<Experiment | null>(null)
  const libraryId = ref<string | null>(null)
  const templateId = ref<string | null>(null)
  const savedAt = ref<number | null>(null)
  const saving = ref(false)
  /** Of the library's file as it was opened or saved here; what another window saves gives it another. */
  const revision = ref<string | null>(null)
  const draftId = ref(newDraftId())
  /** Unsaved work that was found again when the page loaded, until it is dealt with. */
  const recovery = shallowRef<Recovery | null>(null)
  /** The checkpoint that training this document begins with; null for an ordinary document. */
  const forkOf = shallowRef<ForkSource | null>(null)
  const pageDraftFailed = ref(false)
  const selectedNodes = shallowRef<ReadonlySet<FlowId>>(new Set())
  const selectedWires = shallowRef<ReadonlySet<FlowId>>(new Set())
  /** Of each block, the use whose shapes an open block shows; the first where none was chosen. */
  const shownUses = shallowRef<ReadonlyMap<NetworkId, FlowId>>(new Map())
  const unfinished = shallowRef<ReadonlyMap<string, UnfinishedField>>(new Map())
  /** Raised on every opened document, so that views fit it and forget their own state. */
  const openings = ref(0)

  const experiment = computed(() => history.value?.present ?? null)
  const analysis = computed(() => (experiment.value ? analyseExperiment(experiment.value) : null))
  const machine = useMachineStore()
  /** What this machine has to say of it. */
  const fitting = computed<readonly Problem[]>(() =>
    experiment.value === null || analysis.value === null || machine.memory === null ? [] : memoryProblems(experiment.value, analysis.value, machine.memory, machine.cost?.engineBytes ?? 0),
  )
  /** What can be drawn: the networks, then the blocks. */
  const graphs = computed<readonly NetworkDocument[]>(() => [...(experiment.value?.networks ?? []), ...(experiment.value?.blocks ?? [])])

  /** The network or block of that id. */
  function graphOf(id: string): NetworkDocument | undefined {
    return graphs.value.find((graph) => graph.id === id)
  }

  /** What analysis says of the network or block of that id; of a block, as the use that was chosen has it, else its first. */
  function analysisOf(id: string): NetworkAnalysis | undefined {
    const { network, element } = splitFlowId(shownUses.value.get(id as NetworkId) ?? ('/'))
    const chosen = element === '' ? undefined : analysisOf(network)?.nodes.get(element as NodeId)
    const inside = chosen?.node.type === blockType(id as NetworkId) ? chosen.inside : undefined
    return analysis.value?.networks.get(id as NetworkId) ?? inside ?? analysis.value?.blocks.get(id as NetworkId)
  }

  /** An open block is drawn as this use of it has it. */
  function showUse(block: NetworkId, use: FlowId): void {
    shownUses.value = new Map([...shownUses.value, [block, use]])
  }

  const problems = computed<readonly Problem[]>(() => [...(analysis.value?.problems ?? []), ...fitting.value, ...[...unfinished.value].map(unfinishedProblem)])
  const canTrain = computed(() => experiment.value !== null && !hasErrors(problems.value))
  const canUndo = computed(() => (history.value?.past.length ?? 0) > 0)
  const canRedo = computed(() => (history.value?.future.length ?? 0) > 0)
  /** Whose versions these are: the saved experiment's, or the draft's while there is none. */
  const historyId = computed(() => libraryId.value ?? draftId.value)
  const dirty = computed(() => experiment.value !== null && experiment.value !== savedExperiment.value)
  const now = ref(Date.now())
  const keeper = createDraftKeeper(snapshot)
  let connected = false
  /** True while neither the page's own storage nor the data folder takes the draft. */
  const draftFailed = computed(() => pageDraftFailed.value && (!connected || keeper.failed.value))
  const saveLabel = computed(() =>
    experiment.value === null ? '' : describeSaveState({ saving: saving.value, dirty: dirty.value, savedAt: savedAt.value, now: now.value, draftFailed: draftFailed.value }),
  )

  // --- changes -----------------------------------------------------------------------------------------------------

  /** The gesture going on: later edits under the same key replace its step rather than add one. */
  let gesture: { readonly key: string; readonly before: EditHistory } | null = null

  /**
   * Carries out edits as one undo step. Edits that share a `coalesce` key (one field being typed in, one row of nudges)
   * replace each other's step until the gesture ends. Refusals are returned, and nothing changes.
   */
  function edit(edits: readonly GraphEdit[], label: string, options: { readonly coalesce?: string } = {}): StudioErrorDetail | null {
    const current = history.value
    if (!current || edits.length === 0) return null
    if (gesture && gesture.key !== options.coalesce) gesture = null
    const before = gesture ? gesture.before : current
    try {
      const next = commit(before, edits, label)
      history.value = dequal(next.present, before.present) ? before : next
    } catch (error) {
      if (error instanceof StudioError) return error.detail
      throw error
    }
    gesture = options.coalesce === undefined ? null : { key: options.coalesce, before }
    forgetLost()
    keepDraft()
    return null
  }

  /** The next edit starts a step of its own, whatever its key. */
  function endGesture(): void {
    gesture = null
  }

  /** Whether an edit under that key would replace the last step. */
  function isGesture(key: string): boolean {
    return gesture?.key === key
  }

  function step(move: (history: EditHistory) => EditHistory): void {
    if (!history.value) return
    gesture = null
    history.value = move(history.value)
    forgetLost()
    keepDraft()
  }

  const undo = (): void => step(undoStep)
  const redo = (): void => step(redoStep)

  /** Keeps text that is no value yet, or drops it once it is. */
  function holdUnfinished(place: string, field: UnfinishedField | null): void {
    if (field === null && !unfinished.value.has(place)) return
    const next = new Map(unfinished.value)
    if (field) next.set(place, field)
    else next.delete(place)
    unfinished.value = next
    keepDraft()
  }

  // --- selection ---------------------------------------------------------------------------------------------------

  function select(nodes: Iterable<FlowId>, wires: Iterable<FlowId> = []): void {
    const nextNodes = new Set(nodes)
    const nextWires = new Set(wires)
    if (!sameMembers(nextNodes, selectedNodes.value)) selectedNodes.value = nextNodes
    if (!sameMembers(nextWires, selectedWires.value)) selectedWires.value = nextWires
  }

  /** What is no longer in the document is no longer selected, and no longer holds unfinished text. */
  function forgetLost(): void {
    const present = experiment.value
    const kept = [...unfinished.value].filter(([place]) => present !== null && placeExists(present, place))
    if (kept.length < unfinished.value.size) unfinished.value = new Map(kept)
    const networks = graphs.value
    const has = (id: FlowId, of: 'nodes' | 'wires'): boolean => {
      const { network, element } = splitFlowId(id)
      return networks.find((candidate) => candidate.id === network)?.[of].some((member) => member.id === element) ?? false
    }
    select(
      [...selectedNodes.value].filter((id) => has(id, 'nodes')),
      [...selectedWires.value].filter((id) => has(id, 'wires')),
    )
  }

  // --- open and save -----------------------------------------------------------------------------------------------

  function open(document: Experiment, from: { readonly templateId?: string | null; readonly libraryId?: string | null; readonly savedAt?: number | null; readonly revision?: string | null; readonly forkOf?: ForkSource }): void {
    gesture = null
    leaveDraft()
    history.value = createHistory(document)
    savedExperiment.value = document
    templateId.value = from.templateId ?? null
    libraryId.value = from.libraryId ?? null
    savedAt.value = from.savedAt ?? null
    revision.value = from.revision ?? null
    recovery.value = null
    forkOf.value = from.forkOf ?? null
    unfinished.value = new Map()
    shownUses.value = new Map()
    select([])
    openings.value++
    keepDraft()
  }

  /** Starts a new document from a template; saving it makes a file of its own. */
  function openTemplate(template: Template): void {
    open(template.experiment, { templateId: template.id })
  }

  async function openSaved(id: string): Promise<void> {
    // Listed before it is opened: a save that falls between the two is then noticed, not overwritten.
    const entry = (await studio.experiments.list()).find((saved) => saved.id === id)
    const { experiment: document } = await studio.experiments.open({ id })
    open(document, { libraryId: id, savedAt: entry?.savedAt ?? null, revision: entry?.revision ?? null })
  }

  /** Opens the text of a file: validated and migrated by the host, or refused in words; then what was open stays open. */
  async function openText(text: string, fileName: string): Promise<void> {
    const document = await studio.experiments.parse({ text, fileName })
    open(document, {})
    savedExperiment.value = null
  }

  /** The frozen experiment of a run, as a new document. */
  function openExperiment(document: Experiment, fromTemplate: string | null = null): void {
    open(document, { templateId: fromTemplate })
    savedExperiment.value = null
  }

  /** The frozen experiment of a run, to be trained on from one of its checkpoints with other settings. */
  function openFork(document: Experiment, fromTemplate: string | null, source: ForkSource): void {
    open(document, { templateId: fromTemplate, forkOf: source })
    savedExperiment.value = null
  }

  /** Makes an ordinary document of a fork: it trains from the beginning. */
  function dropFork(): void {
    forkOf.value = null
    keepDraft()
  }

  function newBlank(): void {
    open(blankExperiment(), {})
  }

  /** Puts another document in its place, as one step that can be undone: an earlier version, what was saved last. */
  function replaceWith(document: Experiment, label: string): void {
    if (!history.value) return
    gesture = null
    history.value = commitDocument(history.value, document, label)
    forgetLost()
    openings.value++
    keepDraft()
  }

  /** What the library or the template holds, in place of unsaved work; undo brings that back. False where it is nowhere. */
  async function revertToSaved(templates: readonly Template[]): Promise<boolean> {
    const template = templates.find(({ id }) => id === templateId.value)?.experiment
    const document = libraryId.value === null ? template : (await studio.experiments.open({ id: libraryId.value })).experiment
    if (document === undefined) return false
    replaceWith(document, 'Go back to what was saved')
    savedExperiment.value = document
    recovery.value = null
    return true
  }

  /**
   * Writes the document to the studio's library: over the entry named, else as its own, a new one where it has none yet.
   * @throws StudioError `experiment-changed-elsewhere` where another window saved there meanwhile, unless it is to be overwritten.
   */
  async function save(over: { readonly id: string | null; readonly overwrite?: boolean } = { id: libraryId.value }): Promise<void> {
    const document = experiment.value
    if (!document || saving.value) return
    saving.value = true
    try {
      const entry = await studio.experiments.save({ id: over.id, experiment: document, draft: draftId.value, base: over.id === libraryId.value && over.overwrite !== true ? revision.value : null })
      libraryId.value = entry.id
      savedAt.value = entry.savedAt
      now.value = Date.now()
      revision.value = entry.revision
      savedExperiment.value = document
      recovery.value = null
    } finally {
      saving.value = false
    }
    writeDraftNow()
  }

  /** Hands the document over as a file. */
  function downloadFile(): void {
    if (!experiment.value) return
    downloadText(`${fileStem(experiment.value.name)}.latent.json`, serialiseExperiment(experiment.value))
  }

  // --- draft -------------------------------------------------------------------------------------------------------

  let draftTimer: ReturnType<typeof setTimeout> | undefined

  function keepDraft(): void {
    clearTimeout(draftTimer)
    draftTimer = setTimeout(() => writeDraftHere(), DRAFT_DELAY_MS)
    keeper.keep()
  }

  function snapshot(): Draft | null {
    if (!history.value) return null
    return {
      id: draftId.value,
      at: Date.now(),
      experiment: history.value.present,
      libraryId: libraryId.value,
      revision: revision.value,
      templateId: templateId.value,
      savedAt: savedAt.value,
      dirty: dirty.value,
      forkOf: forkOf.value,
      unfinished: Object.fromEntries(unfinished.value),
      history: packHistory(history.value),
    }
  }

  function writeDraftHere(): void {
    clearTimeout(draftTimer)
    const draft = snapshot()
    if (draft !== null) pageDraftFailed.value = !writeDraft(draft)
  }

  /** Writes at once, here and in the data folder; also called when the page is hidden or left. */
  function writeDraftNow(): void {
    writeDraftHere()
    void keeper.writeNow()
  }

  /** Another document takes this window: the draft of the one before is not wanted any more. */
  function leaveDraft(): void {
    const before = draftId.value
    draftId.value = newDraftId()
    forgetDraft(before)
    void keeper.forget(before)
  }

  function restoreDraft(draft: Draft, from: Recovery['from']): void {
    const kept = draft.history === null ? null : unpackHistory(draft.history)
    history.value = kept ?? createHistory(draft.experiment)
    savedExperiment.value = draft.dirty ? null : history.value.present
    draftId.value = draft.id
    libraryId.value = draft.libraryId
    revision.value = draft.revision
    templateId.value = draft.templateId
    savedAt.value = draft.savedAt
    forkOf.value = draft.forkOf
    unfinished.value = new Map(Object.entries(draft.unfinished))
    recovery.value = draft.dirty ? { name: draft.experiment.name, at: draft.at, steps: history.value.past.length, from } : null
  }

  /**
   * Joins the data folder's drafts, once the studio answers and again after every reconnection: takes this window's draft from there
   * where that is newer, and keeps it there from now on. Answers with what a person should know, or null.
   */
  async function connectDrafts(): Promise<string | null> {
    keeper.connect()
    connected = true
    const here = found?.draft
    const own = here?.id ?? ownDraftId()
    found = undefined
    if (own !== null && own !== draftId.value) draftId.value = own
    const mine = await keeper.hold(draftId.value)
    const name = experiment.value?.name ?? ''
    if (!mine) {
      draftId.value = newDraftId()
      if (history.value !== null && here !== undefined && !ownWindow) {
        // A new window of the browser; the one that works on the draft goes on with it.
        history.value = null
        recovery.value = null
        return null
      }
      keeper.keep()
      return name === '' ? null : `“${name}” is open in another window as well. This window works on its own copy; saving asks before it replaces anything.`
    }
    const there = await keeper.read(draftId.value).catch(() => null)
    if (there !== null && there.at > (here?.at ?? 0) && (history.value === null || here !== undefined)) {
      restoreDraft(there, 'data-folder')
      openings.value++
    }
    await keeper.writeNow()
    return null
  }

  /** A draft that no window holds any more, in this window. The caller has made sure that nothing here is lost. */
  async function openDraft(id: string): Promise<void> {
    const draft = await keeper.read(id)
    if (draft === null) throw new StudioError({ code: 'draft-not-found', message: 'There is no such draft any more.', path: id, fix: 'It may have been opened or discarded in another window.' })
    leaveDraft()
    if (!(await keeper.hold(id))) throw new StudioError({ code: 'draft-held', message: `“${draft.experiment.name}” is open in another window.`, path: id, fix: 'Go on with it there, or close that window.' })
    restoreDraft(draft, 'data-folder')
    select([])
    openings.value++
    writeDraftNow()
  }

  let found = readDraft()
  const ownWindow = found?.own ?? false
  if (found !== undefined) restoreDraft(found.draft, 'page')
  if (typeof window !== 'undefined') {
    window.addEventListener('pagehide', writeDraftNow)
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') writeDraftNow()
    })
    setInterval(() => {
      now.value = Date.now()
    }, 5000)
  }

  return {
    history, experiment, analysis, problems, canTrain, canUndo, canRedo, dirty, saving, saveLabel, savedAt, libraryId, templateId, draftFailed, openings, forkOf, revision, draftId, historyId, recovery,
    selectedNodes, selectedWires, unfinished,
    graphs, graphOf, analysisOf, shownUses, showUse, edit, endGesture, isGesture, undo, redo, holdUnfinished, select,
    openTemplate, openSaved, openText, openExperiment, openFork, dropFork, newBlank, save, downloadFile, writeDraftNow,
    replaceWith, revertToSaved, connectDrafts, openDraft,
  }
})

function unfinishedProblem([place, field]: [string, UnfinishedField]): Problem {
  const { network, node, path } = placeOf(place)
  return {
    code: 'unfinished-field',
    severity: 'error',
    place: { network, node, path },
    title: field.text.trim() === '' ? `${field.title} has no value` : `${field.title} cannot be ${field.text.trim()}`,
    expected: field.expected,
    got: field.text === '' ? 'nothing' : `“${field.text}”`,
    fix: `finish ${field.title}, or press Escape in it to take its last value back`,
  }
}

/** A field's place is `network/node/path` for a layer's setting, else the dotted path alone. */
function placeOf(place: string): { network?: string; node?: string; path: string } {
  const [network, node, path] = place.split('/')
  return path === undefined ? { path: place } : { network, node, path }
}

function sameMembers<Member>(a: ReadonlySet<Member>, b: ReadonlySet<Member>): boolean {
  return a.size === b.size && [...a].every((member) => b.has(member))
}

function fileStem(name: string): string {
  return name.toLowerCase().normalize('NFD').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60) || 'experiment'
}
