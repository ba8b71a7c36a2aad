import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { keepWindowState, readWindowState } from '../../../src-main/electron/window-state'

const folder = mkdtempSync(join(tmpdir(), 'latent-studio-window-'))
const file = join(folder, 'deep', 'window.json')
const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }]
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a window comes back where it was', () => {
  const state = { bounds: { x: 100, y: 80, width: 1300, height: 820 }, maximised: true }
  keepWindowState(file, state)
  expect(readWindowState(file, screens)).toEqual(state)
})

test('a window of a screen that is gone is placed anew, and a damaged file counts as none', () => {
  keepWindowState(file, { bounds: { x: 4000, y: 80, width: 1300, height: 820 }, maximised: false })
  expect(readWindowState(file, screens)).toEqual({ bounds: null, maximised: false })
  writeFileSync(file, '{"bounds": 7')
  expect(readWindowState(file, screens)).toEqual({ bounds: null, maximised: false })
  expect(readWindowState(join(folder, 'absent.json'), screens)).toEqual({ bounds: null, maximised: false })
})
