// What a check of exported code found, as `export --check` prints it.
import type { ExportCheckAnswer, FrameworkCheck } from '@shared/contract/exports'
import { describeStudioError } from '@shared/studio-error'
import type { CommandContext } from './command'
import { exitCodes } from './exit-codes'
import { formatTable, formatValue } from './table'

const titles = { pytorch: 'PyTorch', keras: 'Keras' } as const

function linesOf(check: FrameworkCheck): readonly string[] {
  const title = titles[check.framework]
  switch (check.kind) {
    case 'compared':
      return formatTable([check.version, 'greatest difference', ''], check.networks.map(({ name, difference, same }) => [name, formatValue(difference), same ? 'same' : 'DIFFERS']), [1])
    case 'missing':
      return [`${title} was not checked: this Python has no ${check.modules.join(', ')}.`, `  to install: ${check.install}`]
    case 'failed':
      return [describeStudioError(check.error)]
  }
}

/** @returns the exit code: done where something was compared, all of it the same and nothing failed. */
export function printExportCheck(answer: ExportCheckAnswer, { json, terminal }: CommandContext): number {
  const { python, tolerance, frameworks } = answer
  const lines = [`Python ${python.version} at ${python.path}; outputs may differ by ${tolerance} of their largest value.`, ...frameworks.flatMap((check) => ['', ...linesOf(check)])]
  terminal.print(json ? JSON.stringify(answer, null, 2) : lines.join('\n'))
  const compared = frameworks.filter((check) => check.kind === 'compared')
  const good = compared.length > 0 && frameworks.every((check) => check.kind !== 'failed') && compared.every((check) => check.networks.every(({ same }) => same))
  return good ? exitCodes.ok : exitCodes.failed
}
