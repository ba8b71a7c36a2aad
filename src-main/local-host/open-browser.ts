// Opens a browser where there is a display to open it on; quietly does nothing elsewhere, the address stands printed.
import { spawn } from 'node:child_process'

function opener(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): readonly [string, readonly string[]] | null {
  if (platform === 'darwin') return ['open', []]
  // `start` is part of the command interpreter; its first quoted argument is a window's title.
  if (platform === 'win32') return ['cmd', ['/c', 'start', '""']]
  return environment['DISPLAY'] !== undefined || environment['WAYLAND_DISPLAY'] !== undefined ? ['xdg-open', []] : null
}

export function openBrowser(url: string, platform: NodeJS.Platform = process.platform, environment: NodeJS.ProcessEnv = process.env): void {
  const found = opener(platform, environment)
  if (found === null) return
  const [command, parameters] = found
  const child = spawn(command, [...parameters, url], { stdio: 'ignore', detached: true, windowsHide: true })
  // No browser found: the address is printed, which is enough.
  child.on('error', () => {})
  child.unref()
}
