// What the window itself remembers: the stage on show, the theme, sizes of panels, open sheets and messages.
import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import type { RunId } from '@shared/run/run-events'
import type { StudioErrorDetail } from '@shared/studio-error'
import { readStored, writeStored } from '../client/browser-storage'

export const stages = ['home', 'design', 'train', 'compare', 'data', 'history', 'diff'] as const
export type Stage = (typeof stages)[number]
export type Theme = 'dark' | 'light'
export type Sheet = 'shortcuts' | 'about' | 'commands' | 'library' | 'extend' | 'model' | 'export' | 'make-block' | 'template' | 'baseline' | 'sweep'

export interface Toast {
  readonly id: number
  /** An error, a remark, or word of something done. */
  readonly kind: 'error' | 'note' | 'done'
  readonly detail: StudioErrorDetail
  /** What a press does, beside the words. */
  readonly action?: ToastAction
}

export interface ToastAction {
  readonly label: string
  readonly run: () => void
}

export type ComparedPictures = 'samples' | 'reconstructions'

export type Answer = 'confirm' | 'alternative' | 'cancel'

/** A question only a person can answer; `answer` is called once. */
export interface Confirmation {
  readonly title: string
  readonly text: string
  /** Things that will be gone, named one a line. */
  readonly lost: readonly string[]
  /** What goes through with it, at the cost named. */
  readonly confirmLabel: string
  /** A way that loses nothing, where there is one. */
  readonly alternativeLabel?: string
  readonly answer: (answer: Answer) => void
}

const NOTE_DURATION_MS = 6000

function isStage(value: unknown): value is Stage {
  return stages.some((stage) => stage === value)
}

function stageFromAddress(): Stage {
  const name = window.location.hash.replace(/^#\/?/, '')
  return isStage(name) ? name : 'home'
}

function initialTheme(): Theme {
  const stored = readStored('theme')
  return stored === 'light' || stored === 'dark' ? stored : 'dark'
}

export const useUiStore = defineStore('ui', () => {
  const stage = ref<Stage>(stageFromAddress())
  const theme = ref<Theme>(initialTheme())
  const sheet = ref<Sheet | null>(null)
  /** The run the export sheet is about; the open experiment where it is null. */
  const exportedRun = ref<RunId | null>(null)
  /** The run whose baselines the sheet of that name is about. */
  const baselineRun = ref<RunId | null>(null)
  /** What Compare shows side by side below its curves. */
  const comparedPictures = ref<ComparedPictures>(readStored('compare/pictures') === 'reconstructions' ? 'reconstructions' : 'samples')
  const logOpen = ref(false)
  /** Asks the left panel of Design for its versions, each time it is raised. */
  const versionsAsked = ref(0)
  const leftPanelOpen = ref(readStored('panel-left-open') !== 'false')
  const rightPanelOpen = ref(readStored('panel-right-open') !== 'false')
  const toasts = ref<Toast[]>([])
  const confirmation = ref<Confirmation | null>(null)
  let lastToast = 0

  watch(theme, (value) => {
    document.documentElement.dataset.theme = value
    writeStored('theme', value)
  }, { immediate: true })
  watch(comparedPictures, (pictures) => writeStored('compare/pictures', pictures))
  watch(leftPanelOpen, (open) => writeStored('panel-left-open', String(open)))
  watch(rightPanelOpen, (open) => writeStored('panel-right-open', String(open)))
  watch(stage, (value) => {
    if (stageFromAddress() !== value) window.history.pushState(null, '', `#/${value}`)
  })
  window.addEventListener('popstate', () => {
    stage.value = stageFromAddress()
  })

  function show(next: Stage): void {
    stage.value = next
  }

  /** The label sweep whose curve Compare shows; null shows its runs. */
  const sweepTag = ref<string | null>(null)
  function openSweep(tag: string): void {
    sweepTag.value = tag
    stage.value = 'compare'
  }

  function toggleTheme(): void {
    theme.value = theme.value === 'dark' ? 'light' : 'dark'
  }

  function dismiss(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id)
  }

  /** Shows a fault in words until it is dismissed. The same fault twice is shown once. */
  function reportError(detail: StudioErrorDetail): void {
    const known = toasts.value.find((toast) => toast.kind === 'error' && toast.detail.code === detail.code && toast.detail.message === detail.message)
    if (known !== undefined) return
    lastToast += 1
    toasts.value = [...toasts.value.slice(-3), { id: lastToast, kind: 'error', detail }]
  }

  /** A passing remark, gone after some seconds; `done` where it tells of something that went well. One with an action stays until it is pressed or put away. */
  function note(message: string, kind: 'note' | 'done' = 'note', action?: ToastAction): void {
    lastToast += 1
    const id = lastToast
    toasts.value = [...toasts.value.slice(-3), { id, kind, detail: { code: 'note', message }, ...(action === undefined ? {} : { action }) }]
    if (action === undefined) window.setTimeout(() => dismiss(id), NOTE_DURATION_MS)
  }

  /** Resolves to the person's answer. A question already open is answered with cancel. */
  function ask(question: Omit<Confirmation, 'answer'>): Promise<Answer> {
    confirmation.value?.answer('cancel')
    return new Promise((resolve) => {
      confirmation.value = {
        ...question,
        answer: (answer) => {
          confirmation.value = null
          resolve(answer)
        },
      }
    })
  }

  /** Resolves to true when the person agrees. */
  async function confirm(question: Omit<Confirmation, 'answer' | 'alternativeLabel'>): Promise<boolean> {
    return (await ask(question)) === 'confirm'
  }

  function openBaselines(run: RunId): void {
    baselineRun.value = run
    sheet.value = 'baseline'
  }

  function openExport(run: RunId | null): void {
    exportedRun.value = run
    sheet.value = 'export'
  }

  return { stage, theme, sheet, sweepTag, openSweep, exportedRun, openExport, baselineRun, openBaselines, comparedPictures, logOpen, leftPanelOpen, rightPanelOpen, toasts, confirmation, versionsAsked, show, toggleTheme, dismiss, reportError, note, ask, confirm }
})
