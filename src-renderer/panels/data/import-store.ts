// One import from choosing files to a stored dataset: sent up piece by piece, looked over, set, stored. Cancelled at any point.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { ImportEvent, ImportReport, ImportSettings } from '@shared/contract/own-data'
import { planPieces } from '@shared/datasets/own/plan-pieces'
import type { StoredDataset } from '@shared/datasets/own/stored-dataset'
import type { StudioErrorDetail } from '@shared/studio-error'
import { toDetail } from '../../client/describe-error'
import { studio } from '../../client/studio-client'
import { base64Of, type ChosenFile } from './gather-files'

export type ImportPhase = 'none' | 'sending' | 'looking' | 'settings' | 'storing' | 'failed' | 'done'

export interface ImportProgress {
  readonly what: string
  readonly done: number
  /** 0 while it is not known. */
  readonly total: number
  readonly unit: 'bytes' | 'items'
}

const BEFORE = { what: '', done: 0, total: 0, unit: 'items' } as const

export const useImportStore = defineStore('import', () => {
  const phase = ref<ImportPhase>('none')
  const progress = shallowRef<ImportProgress>(BEFORE)
  const report = shallowRef<ImportReport | null>(null)
  const settings = ref<ImportSettings | null>(null)
  const problem = shallowRef<StudioErrorDetail | null>(null)
  const stored = shallowRef<{ readonly dataset: StoredDataset; readonly known: boolean } | null>(null)
  const active = computed(() => phase.value !== 'none')
  let id: string | null = null
  let turn = 0

  function fail(detail: StudioErrorDetail): void {
    problem.value = detail
    // What was looked over may be stored with other settings.
    phase.value = report.value === null ? 'failed' : 'settings'
  }

  async function begin(files: readonly ChosenFile[]): Promise<void> {
    await close()
    const mine = ++turn
    report.value = null
    settings.value = null
    problem.value = null
    stored.value = null
    phase.value = 'sending'
    progress.value = { what: 'Taking in files', done: 0, total: files.reduce((sum, { file }) => sum + file.size, 0), unit: 'bytes' }
    try {
      const import_ = await studio.ownData.begin()
      if (mine !== turn) return void studio.ownData.cancel(import_)
      id = import_.id
      await send(files, import_.id, mine)
      if (mine !== turn) return
      phase.value = 'looking'
      progress.value = { ...BEFORE, what: 'Looking at the files' }
      await follow(await studio.ownData.scan(import_), mine)
    } catch (error) {
      if (mine === turn) fail(toDetail(error))
    }
  }

  async function send(files: readonly ChosenFile[], import_: string, mine: number): Promise<void> {
    let sent = 0
    for (const piece of planPieces(files.map(({ file }) => file.size))) {
      const chosen = piece.flatMap((part) => {
        const found = files[part.file]
        return found === undefined ? [] : [{ ...part, name: found.name.slice(-1000), size: found.file.size, bytes: found.file.slice(part.offset, part.offset + part.length) }]
      })
      const bytes = await base64Of(chosen.map((part) => part.bytes))
      if (mine !== turn) return
      await studio.ownData.upload({ id: import_, parts: chosen.map(({ name, size, offset, length }) => ({ name, size, offset, length })), bytes })
      if (mine !== turn) return
      sent += chosen.reduce((sum, part) => sum + part.length, 0)
      progress.value = { ...progress.value, done: sent }
    }
  }

  async function follow(events: AsyncIterable<ImportEvent>, mine: number): Promise<void> {
    for await (const event of events) {
      if (mine !== turn) return
      take(event)
    }
  }

  function take(event: ImportEvent): void {
    if (event.kind === 'progress') progress.value = { ...event, unit: 'items' }
    else if (event.kind === 'scanned') {
      report.value = event.report
      settings.value = structuredClone(event.report.suggested)
      phase.value = 'settings'
    } else if (event.kind === 'stored') {
      stored.value = event
      id = null
      phase.value = 'done'
    } else fail(event.problem)
  }

  async function store(): Promise<void> {
    if (id === null || settings.value === null) return
    const mine = turn
    problem.value = null
    phase.value = 'storing'
    progress.value = { ...BEFORE, what: 'Decoding' }
    try {
      await follow(await studio.ownData.store({ id, settings: settings.value }), mine)
    } catch (error) {
      if (mine === turn) fail(toDetail(error))
    }
  }

  /** Gives the import up, wherever it is, or puts a finished one away. */
  async function close(): Promise<void> {
    turn += 1
    phase.value = 'none'
    const going = id
    id = null
    // It ends by itself where the studio cannot be reached.
    if (going !== null) await studio.ownData.cancel({ id: going }).catch(() => {})
  }

  return { phase, progress, report, settings, problem, stored, active, begin, store, close }
})
