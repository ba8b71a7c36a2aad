// An experiment with faults is not begun; all of them are told.
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { StudioError } from '@shared/studio-error'
import type { Terminal } from './terminal'

/** Every problem, each with what was expected and how to mend it. @throws StudioError `experiment-invalid` */
export function refuseFaults(experiment: Experiment, terminal: Terminal): void {
  const errors = analyseExperiment(experiment).problems.filter((problem) => problem.severity === 'error')
  const first = errors[0]
  if (first === undefined) return
  for (const { title, place, expected, got, fix } of errors) {
    const where = [place.network, place.node, place.path].filter((part) => part !== undefined).join(' / ')
    terminal.tell(`${title}${where === '' ? '' : `  (${where})`}\n  expected: ${expected}\n  found:    ${got}\n  to mend:  ${fix}`)
  }
  throw new StudioError({
    code: 'experiment-invalid',
    message: `${experiment.name} cannot be trained: ${errors.length === 1 ? first.title : `${errors.length} problems, the first: ${first.title}`}`,
    expected: first.expected,
    got: first.got,
    fix: first.fix,
  })
}
