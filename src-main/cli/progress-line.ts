// One line that says where a run stands: a bar, epoch, step, speed, time left, and the newest loss.
import { formatDuration, formatRate } from '@shared/run/progress'
import { stageAt } from '@shared/run/stage-plan'
import type { RunView } from '@shared/run/reduce-run'
import { formatValue } from './table'

const BAR = 24

function bar(share: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * BAR)
  return `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}`
}

function newest(view: RunView): string {
  return ['train/loss', 'validation/loss', 'test/loss']
    .flatMap((name) => {
      const point = view.metrics[name]
      return point === undefined ? [] : [`${name} ${formatValue(point.value)}`]
    })
    .join('  ')
}

export function formatProgress(view: RunView, columns: number): string {
  if (view.totalSteps === null) return 'starting …'
  const share = view.step / view.totalSteps
  const epochs = view.stepsPerEpoch === null ? '' : `epoch ${Math.min(Math.floor(view.epoch) + 1, Math.ceil(view.totalSteps / view.stepsPerEpoch))}/${Math.ceil(view.totalSteps / view.stepsPerEpoch)}`
  const parts = [
    `${bar(share)} ${String(Math.floor(share * 100)).padStart(3)} %`,
    epochs,
    `step ${view.step}/${view.totalSteps}`,
    stageAt(view.stages, view.step)?.title ?? '',
    `${formatRate(view.samplesPerSecond)} samples/s`,
    view.status === 'paused' ? 'paused' : `${formatDuration(view.etaMs)} left`,
    newest(view),
  ].filter((part) => part !== '')
  return parts.join('  ').slice(0, Math.max(20, columns - 1))
}
