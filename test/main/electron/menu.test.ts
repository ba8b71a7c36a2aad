import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { COMMAND_CHANNEL, CONNECT_CHANNEL, EDIT_TEXT_CHANNEL } from '../../../src-main/electron/channels'
import { menuCommands, menuTemplate } from '../../../src-main/electron/menu'

const root = resolve(import.meta.dirname, '../../..')

function pageSource(): string {
  const folder = resolve(root, 'src-renderer/shell/commands')
  const stages = readFileSync(resolve(root, 'src-renderer/shell/stages.ts'), 'utf8')
  return stages + readdirSync(folder).map((name) => readFileSync(resolve(folder, name), 'utf8')).join('\n')
}

test('every menu item is a command of the page, by the same id', () => {
  const source = pageSource()
  const ids = Object.values(menuCommands).flatMap((commands) => commands.flatMap((command) => (command === null ? [] : [command.id])))
  // Stages are `view.<id>` made from the list of stages.
  const known = ids.filter((id) => source.includes(`'${id}'`) || (id.startsWith('view.') && source.includes(`'${id.slice('view.'.length)}'`)))
  expect(known).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})

test('choosing an item sends its command and nothing else; keys are shown but left to the page', () => {
  const sent: string[] = []
  const items = menuTemplate('linux', (command) => sent.push(command)).flatMap((menu) => (Array.isArray(menu.submenu) ? menu.submenu : []))
  const save = items.find((item) => item.id === 'file.save')
  save?.click?.(undefined as never, undefined, undefined as never)
  expect(sent).toEqual(['file.save'])
  expect(items.filter((item) => item.accelerator !== undefined && item.registerAccelerator !== false)).toEqual([])
})

test('macOS gets its application and window menus', () => {
  const roles = menuTemplate('darwin', () => {}).map((menu) => menu.role ?? menu.label)
  expect(roles).toEqual(['appMenu', 'File', 'Edit', 'Arrange', 'Network', 'View', 'Run', 'Help', 'windowMenu'])
})

test('the preload script, which imports nothing of main, names the same channels', () => {
  const preload = readFileSync(resolve(root, 'src-preload/preload.ts'), 'utf8')
  for (const channel of [CONNECT_CHANNEL, COMMAND_CHANNEL, EDIT_TEXT_CHANNEL]) expect(preload).toContain(`'${channel}'`)
})
