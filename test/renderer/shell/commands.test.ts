// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import type { RunSummary } from '../../../src-shared/run/run-record'
import { commandGroups, type Command } from '../../../src-renderer/shell/command'
import { useCommandContext, type CommandContext } from '../../../src-renderer/shell/command-context'
import { createCommands, menuEntries } from '../../../src-renderer/shell/commands'
import { shortcutSections } from '../../../src-renderer/shell/shortcut-list'
import { findCommand } from '../../../src-renderer/shell/use-commands'
import { commandFor } from '../../../src-renderer/shell/use-shortcuts'
import { shippedTemplate } from '../../support/shipped-templates'
import { runSummary } from './run-summary'

const calls = vi.hoisted(() => ({
  versions: [] as unknown[],
  saved: [] as unknown[],
  started: [] as unknown[],
  resumed: [] as unknown[],
  runs: [] as unknown[],
  library: [{ id: 'my-vae', name: 'My VAE', savedAt: 5 }],
}))
vi.mock('../../../src-renderer/client/studio-client', async () => {
  const { ref } = await import('vue')
  return {
    connectionState: ref('open'),
    studio: {
      experiments: {
        save: async (input: unknown) => (calls.saved.push(input), { id: 'my-vae', name: 'My VAE', savedAt: 5, revision: 'r1' }),
        list: async () => calls.library,
      },
      runs: {
        start: async (input: unknown) => (calls.started.push(['start', input]), { id: 'newrun00', name: 'dry-meadow-3', status: 'queued', queuePlace: 1 }),
        fork: async (input: unknown) => (calls.started.push(['fork', input]), { id: 'newrun00', name: 'dry-meadow-3', status: 'starting' }),
        resume: async (input: { id: string }) => (calls.resumed.push(input), { id: input.id, name: 'calm-fjord-12', status: 'starting' }),
        watchList: async () => (async function* () {})(),
        list: async () => calls.runs,
        get: () => new Promise(() => {}),
        events: () => new Promise(() => {}),
        series: () => new Promise(() => {}),
      },
      queue: { list: async () => ({ limit: 1, waiting: [] }) },
      versions: { keep: async (input: unknown) => (calls.versions.push(input), {}), list: async () => ({ versions: [], damaged: [] }) },
    },
  }
})

const typing = { typing: true, inOverlay: false, textSelected: false }
const idle = { typing: false, inOverlay: false, textSelected: false }
const press = (key: string, held: { ctrlKey?: boolean; shiftKey?: boolean } = {}) => ({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held })

let context: CommandContext
let commands: readonly Command[]

beforeEach(() => {
  localStorage.clear()
  setActivePinia(createPinia())
  context = effectScope().run(() => useCommandContext()) as CommandContext
  commands = createCommands(context)
  for (const list of [calls.versions, calls.saved, calls.started, calls.resumed, calls.runs]) list.length = 0
})

const vae = shippedTemplate('vae-mnist')
/** The page with these runs in its history, the first one open. */
async function withRuns(...runs: readonly RunSummary[]): Promise<void> {
  calls.runs.push(...runs)
  context.runs.connect()
  await expect.poll(() => context.runs.list).toHaveLength(runs.length)
  context.runs.disconnect()
  const [first] = runs
  if (first) context.runs.open(first.id)
}

describe('the catalogue of commands', () => {
  test('ids and shortcuts are each used once', () => {
    const ids = commands.map((command) => command.id)
    const keys = commands.flatMap((command) => command.keys ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('every menu has lines, and lines that cannot be used say why', () => {
    for (const group of commandGroups) {
      const entries = menuEntries(commands, group)
      expect(entries.some((entry) => entry.kind === 'item')).toBe(true)
      expect(entries[0]?.kind).toBe('item')
    }
    const save = menuEntries(commands, 'File').find((entry) => entry.id === 'file.save')
    expect(save).toMatchObject({ disabled: 'no experiment is open', keys: 'Ctrl+S' })
  })

  test('Save asks the studio to keep the open document, and the library then shows it', async () => {
    context.document.newBlank()
    await findCommand(commands, 'file.save').run()
    await expect.poll(() => context.studio.library).toEqual([{ id: 'my-vae', name: 'My VAE', savedAt: 5 }])
    expect(calls.saved).toMatchObject([{ id: null, experiment: context.document.experiment }])
    expect(context.document.dirty).toBe(false)
  })

  test('Undo names the step, is to be had on the Design stage alone, and takes the step back', () => {
    context.document.newBlank()
    const before = context.document.experiment?.name
    context.document.edit([{ kind: 'set-value', path: 'name', value: 'Another' }], 'Rename experiment')
    const undo = findCommand(commands, 'edit.undo')
    context.ui.show('home')
    expect(undo.disabled?.()).toBe('on the Design stage')
    context.ui.show('design')
    expect(undo.disabled?.()).toBeNull()
    expect(undo.title).toBe('Undo: Rename experiment')
    void undo.run()
    expect(context.document.experiment?.name).toBe(before)
    expect(undo.disabled?.()).toBe('nothing to undo')
  })

  test('Train says what stands in its way', () => {
    expect(findCommand(commands, 'run.train').disabled?.()).toBe('Pick a template or open an experiment to train')
    context.document.newBlank()
    expect(findCommand(commands, 'run.train').disabled?.()).toMatch(/problems? blocks? training/)
  })

  test('Train beside a run that goes on queues, says so, and leaves the stage as it is', async () => {
    await withRuns(runSummary({ status: 'running' }))
    context.document.openTemplate(vae)
    context.ui.show('design')
    const train = findCommand(commands, 'run.train')
    expect(train.title).toBe('Queue')
    expect(train.disabled?.()).toBeNull()
    await train.run()
    expect(calls.started).toHaveLength(1)
    expect(context.ui.stage).toBe('design')
    expect(context.ui.toasts.map((toast) => toast.detail.message)).toEqual(['dry-meadow-3 waits in the queue and begins when calm-fjord-12 has ended.'])
  })

  test('Resume acts on the run that is looked at, and asks for epochs where it had finished', async () => {
    const resume = findCommand(commands, 'run.resume')
    expect(resume.disabled?.()).not.toBeNull()
    await withRuns(runSummary({ status: 'interrupted', checkpointStep: 938, step: 938 }))
    context.ui.show('home')
    expect(resume.disabled?.()).not.toBeNull()
    context.ui.show('train')
    expect([resume.title, resume.hint, resume.disabled?.()]).toEqual(['Resume', 'Goes on from its checkpoint at epoch 2, step 938', null])
    await resume.run()
    expect(calls.resumed).toEqual([{ id: runSummary().id }])
  })

  test('Resume of a finished run opens the sheet that asks for epochs', async () => {
    await withRuns(runSummary({ status: 'finished' }))
    context.ui.show('train')
    await findCommand(commands, 'run.resume').run()
    expect(context.ui.sheet).toBe('extend')
    expect(calls.resumed).toEqual([])
  })

  test('a fork draft survives a reload and trains from its checkpoint until it is dropped', async () => {
    const source = { id: runSummary().id, name: 'calm-fjord-12', step: 938, epoch: 2 }
    context.document.openFork(vae.experiment, vae.id, source)
    context.document.writeDraftNow()
    setActivePinia(createPinia())
    context = effectScope().run(() => useCommandContext()) as CommandContext
    commands = createCommands(context)
    expect(context.document.forkOf).toEqual(source)
    await findCommand(commands, 'run.train').run()
    expect(calls.started).toEqual([['fork', { id: source.id, step: 938, experiment: context.document.experiment }]])
    context.document.dropFork()
    await findCommand(commands, 'run.train').run()
    expect(calls.started.at(-1)).toEqual(['start', { experiment: context.document.experiment, templateId: vae.id }])
  })

  test('a name the library has already is asked about: overwrite, keep both, or think better of it', async () => {
    const save = (): void | Promise<void> => findCommand(commands, 'file.save').run()
    const answer = async (given: 'confirm' | 'alternative' | 'cancel'): Promise<void> => {
      const saving = save()
      await expect.poll(() => context.ui.confirmation?.title).toBe('The library has a “My VAE” already')
      context.ui.confirmation?.answer(given)
      await saving
    }
    context.document.openExperiment({ ...vae.experiment, name: 'My VAE' })
    await answer('cancel')
    expect(calls.saved).toEqual([])
    await answer('alternative')
    expect(calls.saved).toMatchObject([{ id: null, experiment: context.document.experiment }])
    context.document.openExperiment({ ...vae.experiment, name: 'My VAE' })
    await answer('confirm')
    expect(calls.saved.at(-1)).toMatchObject({ id: 'my-vae', experiment: context.document.experiment })
    // It is that entry now: saving again asks nothing.
    await save()
    expect(calls.saved).toHaveLength(3)
  })

  test('panels are put away on the stages that have them beside their middle', () => {
    const left = findCommand(commands, 'view.left-panel')
    context.ui.show('train')
    expect([left.title, left.disabled?.()]).toEqual(['Runs panel', null])
    void left.run()
    expect(context.ui.leftPanelOpen).toBe(false)
    context.ui.show('history')
    expect(left.disabled?.()).toBe('on the Design and Train stages')
  })

  test('the shortcut sheet lists every shortcut of the catalogue', () => {
    const listed = shortcutSections(commands).flatMap((section) => section.lines.flatMap((line) => line.keys))
    for (const keys of commands.flatMap((command) => command.keys ?? [])) expect(listed).toContain(keys)
  })
})

describe('what a key press means', () => {
  test('while typing, only shortcuts that never write text act', () => {
    context.document.newBlank()
    context.ui.show('design')
    expect(commandFor(commands, press('s', { ctrlKey: true }), typing)?.id).toBe('file.save')
    expect(commandFor(commands, press('?'), typing)).toBeUndefined()
    expect(commandFor(commands, press('?'), idle)?.id).toBe('help.shortcuts')
    expect(commandFor(commands, press('Backspace'), typing)).toBeUndefined()
    expect(commandFor(commands, press('a', { ctrlKey: true }), typing)).toBeUndefined()
    expect(commandFor(commands, press('a', { ctrlKey: true }), idle)?.id).toBe('edit.select-all')
  })

  test('a command that cannot be done now does not take the key', () => {
    expect(commandFor(commands, press('z', { ctrlKey: true }), idle)).toBeUndefined()
  })

  test('inside a dialog or menu only the palette’s own key acts', () => {
    const inOverlay = { ...idle, inOverlay: true }
    expect(commandFor(commands, press('?'), inOverlay)).toBeUndefined()
    expect(commandFor(commands, press('k', { ctrlKey: true }), inOverlay)?.id).toBe('help.commands')
  })
})
