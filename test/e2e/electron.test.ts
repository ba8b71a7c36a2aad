// The desktop application itself, through Playwright. It runs wherever Electron's binary and a display are, and is
// reported as skipped where they are not (continuous integration among them): the binary is not part of an installation.
import { resolve } from 'node:path'
import { _electron } from 'playwright-core'
import { expect, test } from 'vitest'
import { electronBinary, hasDisplay, isRootOnLinux } from '../../scripts/lib/electron-binary.mjs'
import { temporaryFolder } from '../support/temporary-folder'

const root = resolve(import.meta.dirname, '../..')
const executablePath = electronBinary()
const hindrance = executablePath === null ? 'no Electron binary' : !hasDisplay() ? 'no display' : isRootOnLinux() ? 'root, which Electron’s sandbox refuses' : null

test.skipIf(hindrance !== null)(`the desktop window opens, sandboxed, and shows the templates${hindrance === null ? '' : ` (skipped: ${hindrance})`}`, async () => {
  await using folder = await temporaryFolder()
  const application = await _electron.launch({ executablePath: executablePath ?? '', args: [root, '--data-dir', folder.path] })
  try {
    const page = await application.firstWindow()
    await page.getByText('VAE on MNIST', { exact: true }).first().waitFor()
    expect(page.url()).toBe('app://studio/index.html')
    expect(await page.evaluate(() => [typeof Reflect.get(globalThis, 'require'), typeof Reflect.get(globalThis, 'process')])).toEqual(['undefined', 'undefined'])
    await expect(page.evaluate(() => fetch('https://example.org/').then(() => 'reached'))).rejects.toThrow()
  } finally {
    await application.close()
  }
})
