// The desktop application's own options. Electron and Chromium put switches of theirs on the same line, which are left alone.
import { resolve } from 'node:path'
import { defaultDataDirectory } from '../locations'

export interface DesktopOptions {
  readonly dataDirectory: string
  /** False where --data-dir or LATENT_STUDIO_DATA_DIR names a folder. */
  readonly isDefaultData: boolean
}

export function parseDesktopOptions(parameters: readonly string[], environment: NodeJS.ProcessEnv = process.env): DesktopOptions {
  const index = parameters.findIndex((parameter) => parameter === '--data-dir' || parameter.startsWith('--data-dir='))
  const parameter = index < 0 ? undefined : parameters[index]
  const named = parameter === '--data-dir' ? parameters[index + 1] : parameter?.slice('--data-dir='.length)
  if (named !== undefined && named !== '') return { dataDirectory: resolve(named), isDefaultData: false }
  return { dataDirectory: defaultDataDirectory(environment), isDefaultData: (environment['LATENT_STUDIO_DATA_DIR'] ?? '') === '' }
}
