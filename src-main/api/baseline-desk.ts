// Baselines of runs: finds the run that is one, whoever trained it, or trains it. What links a run to its baselines is what both are
// made of, so nothing has to be kept true: a template trained by hand serves as well, and a deleted run is missed by none.
import { baselineCatalogue, type BaselineKind } from '@shared/baselines/catalogue'
import { planBaseline } from '@shared/baselines/plan-baseline'
import { isSameBaseline } from '@shared/baselines/same-baseline'
import type { BaselineState } from '@shared/contract/baselines'
import type { Experiment } from '@shared/experiment/experiment'
import { isEnded } from '@shared/run/reduce-run'
import type { RunId } from '@shared/run/run-events'
import type { RunRecord, RunSummary } from '@shared/run/run-record'
import { StudioError } from '@shared/studio-error'
import type { RunService } from '../runs/run-service'

export class BaselineDesk {
  readonly #runs: RunService

  constructor(runs: RunService) {
    this.#runs = runs
  }

  /** Every kind, in the order of the catalogue. @throws StudioError `run-not-found` */
  list(id: RunId): BaselineState[] {
    const { experiment } = this.#runs.get(id)
    return baselineCatalogue.map((baseline) => {
      const plan = planBaseline(experiment, baseline)
      return 'problem' in plan ? { kind: baseline.id, run: null, problem: plan.problem } : { kind: baseline.id, run: this.#find(plan.experiment) ?? null, problem: null }
    })
  }

  /** @throws StudioError `run-not-found`; `baseline-...` where the run can have none of this kind. */
  start(id: RunId, kind: BaselineKind): { readonly run: RunRecord; readonly reused: boolean } {
    const { experiment } = this.#runs.get(id)
    const baseline = baselineCatalogue.find((each) => each.id === kind)
    if (baseline === undefined) throw new Error(`No baseline ${kind}`)
    const plan = planBaseline(experiment, baseline)
    if ('problem' in plan) throw new StudioError(plan.problem)
    const found = this.#find(plan.experiment)
    if (found !== undefined) return { run: this.#runs.get(found.id), reused: true }
    return { run: this.#runs.start({ experiment: plan.experiment, templateId: null }), reused: false }
  }

  /** A finished one before one under way, the newest of them. One that failed or was stopped early is none. */
  #find(wanted: Experiment): RunSummary | undefined {
    const fitting = this.#runs
      .list()
      .filter(({ recipe, dataset, status }) => recipe === wanted.recipe.id && dataset === wanted.dataset.id && (status === 'finished' || !isEnded(status)))
      .filter(({ id }) => isSameBaseline(this.#runs.get(id).experiment, wanted))
    return fitting.find(({ status }) => status === 'finished') ?? fitting[0]
  }
}
