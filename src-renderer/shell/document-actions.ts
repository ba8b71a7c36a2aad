// Opening, saving and starting documents from anywhere in the window. Work that is in no file yet is never replaced
// without asking, and a document that cannot be read leaves the canvas as it was.
import { readonly, ref } from 'vue'
import type { Template } from '@shared/contract/contract'
import { TEMPLATE_FORMAT } from '@shared/contract/own-templates'
import type { Experiment } from '@shared/experiment/experiment'
import type { RunId } from '@shared/run/run-events'
import type { RunRecord } from '@shared/run/run-record'
import { formatAgo } from '../charts/format-value'
import { isCancellation, toDetail } from '../client/describe-error'
import { studio } from '../client/studio-client'
import { useExperimentStore } from '../stores/experiment-store'
import { useRunsStore } from '../stores/runs-store'
import { useStudioStore } from '../stores/studio-store'
import { useUiStore } from '../stores/ui-store'
import { useVersionsStore } from '../stores/versions-store'
import { describeWait } from './describe-queue'
import { experimentFrom } from './extension'
import { readExperimentText } from './read-experiment-text'

/** True between pressing Train and the studio's answer, so that pressing twice starts one run. */
const starting = ref(false)

export function useDocumentActions() {
  const ui = useUiStore()
  const document = useExperimentStore()
  const studioStore = useStudioStore()
  const runs = useRunsStore()
  const versions = useVersionsStore()

  /** Carries something out; a fault is shown in words. True when it went through. */
  async function attempt(action: () => void | Promise<unknown>): Promise<boolean> {
    try {
      await action()
      return true
    } catch (error) {
      if (!isCancellation(error)) ui.reportError(toDetail(error))
      return false
    }
  }

  /** Asks before another saved experiment of the same name is replaced, or stands beside it. Null where the person thinks better of it. */
  async function entryToWrite(): Promise<{ readonly id: string | null } | null> {
    const { libraryId } = document
    const name = document.experiment?.name ?? ''
    await studioStore.refreshLibrary()
    const own = studioStore.library.find((entry) => entry.id === libraryId)
    const other = studioStore.library.find((entry) => entry.id !== libraryId && entry.name === name)
    if (other === undefined || own?.name === name) return { id: libraryId }
    const answer = await ui.ask({
      title: `The library has a “${name}” already`,
      text: `It was saved ${formatAgo(other.savedAt, Date.now())}. Keep both, or put this experiment in its place.`,
      lost: [`Overwriting: what ${other.id}.latent.json holds now`],
      confirmLabel: 'Overwrite it',
      alternativeLabel: 'Keep both',
    })
    if (answer === 'cancel') return null
    return { id: answer === 'confirm' ? other.id : libraryId }
  }

  /** Saves; where another window saved there meanwhile, asks first. False where the person thinks better of it. */
  async function saveAs(entry: { readonly id: string | null }): Promise<boolean> {
    try {
      await document.save(entry)
      return true
    } catch (error) {
      const detail = toDetail(error)
      if (detail.code !== 'experiment-changed-elsewhere') throw error
      const answer = await ui.ask({
        title: 'Another window saved this experiment',
        text: `${detail.message} Keep both, each under a name of its own, or save over it: what is there now then stays in its version history.`,
        lost: [],
        confirmLabel: 'Save over it',
        alternativeLabel: 'Keep both',
      })
      if (answer === 'cancel') return false
      await document.save(answer === 'confirm' ? { ...entry, overwrite: true } : { id: null })
      if (answer === 'alternative') ui.note('Saved beside it: both are in the library, this window goes on with its own.')
      return true
    }
  }

  async function save(): Promise<boolean> {
    if (document.experiment === null) return false
    let saved = false
    const went = await attempt(async () => {
      const entry = await entryToWrite()
      if (entry === null) return
      saved = await saveAs(entry)
    })
    if (saved) void attempt(() => Promise.all([studioStore.refreshLibrary(), versions.refresh()]))
    return went && saved
  }

  /** True when the open document may give way to another. */
  async function mayReplace(): Promise<boolean> {
    if (document.experiment === null || !document.dirty) return true
    const name = document.experiment.name
    const answer = await ui.ask({
      title: `“${name}” is not saved`,
      text: 'Opening another document takes its place on the canvas.',
      lost: [`Changes to “${name}” since it was last saved`, ...(document.libraryId === null && versions.list.length > 0 ? ['Its versions: they belong to an experiment that was never saved'] : [])],
      confirmLabel: 'Discard changes',
      alternativeLabel: 'Save and go on',
    })
    if (answer === 'alternative') return save()
    return answer === 'confirm'
  }

  async function replace(action: () => void | Promise<unknown>): Promise<boolean> {
    if (!(await mayReplace())) return false
    const opened = await attempt(action)
    if (opened) ui.show('design')
    return opened
  }

  const openTemplate = (template: Template): Promise<boolean> => replace(() => document.openTemplate(template))
  const openSaved = (id: string): Promise<boolean> => replace(() => document.openSaved(id))
  const newBlank = (): Promise<boolean> => replace(() => document.newBlank())
  /** Unsaved work that a window left behind. */
  const openDraft = (id: string): Promise<boolean> => replace(() => document.openDraft(id)).finally(() => void studioStore.refreshDrafts().catch(() => {}))
  const openExperiment = (experiment: Experiment, templateId: string | null): Promise<boolean> => replace(() => document.openExperiment(experiment, templateId))

  /** The frozen experiment of a run, on the canvas as a new document. */
  const openRunExperiment = (id: RunId): Promise<boolean> =>
    replace(async () => {
      const record = await studio.runs.get({ id })
      document.openExperiment(record.experiment, record.templateId)
    })

  /** A run's experiment on the canvas, to be changed and trained on from one of the run's checkpoints. */
  const openFork = (id: RunId, checkpoint: { readonly step: number; readonly epoch: number }): Promise<boolean> =>
    replace(async () => {
      const record = await studio.runs.get({ id })
      const { experiment, moreEpochs } = experimentFrom(record, checkpoint.step)
      document.openFork(experiment, record.templateId, { id, name: record.name, step: checkpoint.step, epoch: checkpoint.epoch })
      if (moreEpochs > 0) ui.note(`${record.name} was trained to its end: its fork is set to ${experiment.training.epochs} epochs, ${moreEpochs} more.`)
    })

  /** The run's encoder with a classifier on top, on the canvas as a new document. @param step of the checkpoint; null for the newest. */
  const openClassifier = (id: RunId, step: number | null): Promise<boolean> =>
    replace(async () => {
      document.openExperiment(await studio.runs.classifier({ id, step }), null)
      ui.note('Its encoder is frozen, so that the classifier shows what the code is worth. Let it learn to fine-tune it, or start a label sweep to compare both with drawn weights.')
    })

  async function openFile(file: File): Promise<boolean> {
    // Read and checked before the question is asked, so that a broken file never costs a discarded document.
    let text = ''
    if (!(await attempt(async () => void (text = await readExperimentText(file))))) return false
    // A template handed on joins one's own; it takes no place on the canvas.
    if (isTemplateText(text)) {
      return attempt(async () => {
        const template = await studio.templates.import({ text, fileName: file.name })
        await studioStore.refreshTemplates()
        ui.note(`“${template.title}” is among your templates now.`)
        ui.show('home')
      })
    }
    if (!(await attempt(() => studio.experiments.parse({ text, fileName: file.name })))) return false
    return replace(() => document.openText(text, file.name))
  }

  /** Starts a run, says so where it has to wait, and shows it on the Train stage where it begins. */
  async function begin(start: () => Promise<RunRecord>): Promise<void> {
    if (starting.value) return
    starting.value = true
    await attempt(async () => {
      const record = await start()
      if (record.status === 'queued') ui.note(describeWait(record.name, record.queuePlace, runs.active?.name ?? null))
      else ui.show('train')
    })
    starting.value = false
  }

  /** Freezes the open experiment and trains it, from the checkpoint it was forked from where there is one. */
  async function train(): Promise<void> {
    const { experiment, forkOf, templateId } = document
    if (experiment === null) return
    await begin(async () => {
      const record = await (forkOf === null ? runs.start(experiment, templateId) : runs.fork({ id: forkOf.id, step: forkOf.step }, experiment))
      // The run goes on whether or not its version can be kept; if not, that is said.
      void attempt(() => versions.keep(experiment, { kind: 'trained', run: record.id, runName: record.name }))
      return record
    })
  }

  /** Trains what an earlier run trained once more, from the beginning. */
  const trainAgain = (run: Pick<RunRecord, 'experiment' | 'templateId'>): Promise<void> => begin(() => runs.start(run.experiment, run.templateId))

  /** Shows a run on the Train stage. */
  function showRun(id: RunId): void {
    runs.open(id)
    ui.show('train')
  }

  return { starting: readonly(starting), attempt, save, openTemplate, openSaved, newBlank, openDraft, openExperiment, openRunExperiment, openFork, openClassifier, openFile, train, trainAgain, showRun }
}

/** True of a file that says it is a template; whether it is a sound one, the studio decides. */
function isTemplateText(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'format' in value && value.format === TEMPLATE_FORMAT
  } catch {
    return false
  }
}
