// Run: training, and the way to what hinders it.
import { isClassifier } from '@shared/experiment/label-sweep'
import type { RunSummary } from '@shared/run/run-record'
import type { Command } from '../command'
import type { CommandContext } from '../command-context'
import { resumePlan, type ResumePlan } from '../resume-plan'
import { trainingObstacle } from '../training-obstacle'

export function runCommands({ ui, document, runs, canvasActions, actions, resume }: CommandContext): readonly Command[] {
  /** What Resume would act on: the paused run, else the one that is looked at. */
  const toResume = (): RunSummary | null => {
    if (runs.active !== null) return runs.active.status === 'paused' ? runs.active : null
    return ui.stage === 'train' || ui.stage === 'compare' ? runs.current : null
  }
  const plan = (): ResumePlan | null => {
    const run = toResume()
    return run === null ? null : resumePlan(run)
  }

  return [
    {
      id: 'run.train',
      get title() {
        if (runs.full) return 'Queue'
        return runs.active === null ? 'Train' : 'Train another'
      },
      group: 'Run',
      icon: 'play',
      keys: ['Ctrl+Enter'],
      whileTyping: true,
      keywords: 'start run queue',
      disabled: () => (actions.starting.value ? 'the run is starting' : trainingObstacle({ hasExperiment: document.experiment !== null, problems: document.problems })),
      run: () => actions.train(),
    },
    {
      id: 'run.sweep',
      title: 'Label sweep…',
      group: 'Run',
      icon: 'compare',
      keywords: 'accuracy labels classifier pretraining few seeds curve',
      disabled: () => (document.experiment !== null && !isClassifier(document.experiment) ? 'the open experiment tells no classes apart' : trainingObstacle({ hasExperiment: document.experiment !== null, problems: document.problems })),
      run: () => {
        ui.sheet = 'sweep'
      },
    },
    {
      id: 'run.pause',
      title: 'Pause',
      group: 'Run',
      icon: 'pause',
      disabled: () => {
        if (runs.active?.status === 'running') return null
        return runs.active?.status === 'starting' ? 'the run is starting' : 'no run is going'
      },
      run: async () => {
        const run = runs.active
        if (run !== null) await actions.attempt(() => runs.pause(run.id))
      },
    },
    {
      id: 'run.resume',
      get title() {
        return plan()?.label ?? 'Resume'
      },
      group: 'Run',
      icon: 'play',
      keywords: 'continue go on more epochs',
      get hint() {
        return plan()?.words
      },
      disabled: () => (plan() === null ? 'no run is paused or open that could go on' : null),
      run: async () => {
        const run = toResume()
        if (run === null) return
        if (plan()?.kind === 'extend') ui.sheet = 'extend'
        else await resume.resume(run.id)
      },
    },
    {
      id: 'run.export',
      title: 'Export run…',
      group: 'Run',
      icon: 'download',
      keywords: 'pytorch keras python code safetensors weights checkpoint',
      disabled: () => (runs.current === null ? 'no run is open' : null),
      run: () => {
        if (runs.current !== null) ui.openExport(runs.current.id)
      },
    },
    {
      id: 'run.baseline',
      title: 'Compare with PCA…',
      group: 'Run',
      icon: 'compare',
      keywords: 'baseline principal components logistic linear reconstruction error',
      disabled: () => (runs.current === null ? 'no run is open' : null),
      run: () => {
        if (runs.current !== null) ui.openBaselines(runs.current.id)
      },
    },
    {
      id: 'run.stop',
      title: 'Stop',
      group: 'Run',
      icon: 'stop',
      keys: ['Ctrl+Alt+Enter'],
      whileTyping: true,
      disabled: () => (runs.active === null ? 'no run is going' : null),
      run: async () => {
        const run = runs.active
        if (run !== null) await actions.attempt(() => runs.stop(run.id))
      },
    },
    {
      id: 'run.problem',
      title: 'Show the next problem',
      group: 'Run',
      icon: 'error',
      keys: ['F8'],
      whileTyping: true,
      startsSection: true,
      disabled: () => (document.problems.length === 0 ? 'there is none' : null),
      run: () => {
        ui.show('design')
        canvasActions.showNextProblem()
      },
    },
  ]
}
