// What can be exported, as the sheet lists it, and what each looks like before it is saved.
import type { ExportFormat } from '@shared/contract/exports'
import type { Experiment } from '@shared/experiment/experiment'
import { serialiseExperiment } from '@shared/experiment/serialise-experiment'
import { drawGraph } from '@shared/interchange/draw-graph'
import { exportKeras } from '@shared/interchange/export-keras'
import { exportPyTorch } from '@shared/interchange/export-pytorch'
import { StudioError, type StudioErrorDetail } from '@shared/studio-error'

export interface FormatChoice {
  readonly id: ExportFormat
  readonly title: string
  readonly hint: string
}

export const formatChoices: readonly FormatChoice[] = [
  { id: 'pytorch', title: 'PyTorch', hint: 'Python code and weights' },
  { id: 'keras', title: 'Keras', hint: 'Python code and weights' },
  { id: 'safetensors', title: 'Weights', hint: 'safetensors, as the studio has them' },
  { id: 'experiment', title: 'Experiment', hint: 'the document, JSON' },
  { id: 'svg', title: 'SVG', hint: 'picture of the graph, scalable' },
  { id: 'png', title: 'PNG', hint: 'picture of the graph, pixels' },
]

export type Preview =
  | { readonly kind: 'python'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'picture'; readonly address: string }
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'fault'; readonly detail: StudioErrorDetail }

export function previewOf(experiment: Experiment, format: ExportFormat, theme: 'dark' | 'light'): Preview {
  try {
    switch (format) {
      case 'pytorch':
        return { kind: 'python', text: exportPyTorch(experiment).text }
      case 'keras':
        return { kind: 'python', text: exportKeras(experiment).text }
      case 'experiment':
        return { kind: 'text', text: serialiseExperiment(experiment) }
      case 'safetensors':
        return { kind: 'words', text: 'Every weight under its name <network>/<layer>/<weight>, float32, kernels in TensorFlow’s layout [height, width, in, out]. Moving averages are among them, the optimizer’s state is not. Read it with safetensors in any language.' }
      case 'svg':
      case 'png':
        return { kind: 'picture', address: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawGraph(experiment, { theme }))}` }
    }
  } catch (error) {
    if (error instanceof StudioError) return { kind: 'fault', detail: error.detail }
    throw error
  }
}
