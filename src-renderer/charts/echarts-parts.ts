// The parts of ECharts in use, registered once: lines on canvas. The canvas renderer writes no style text, which the
// Content-Security-Policy would refuse.
import { LineChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

export function useLineCharts(): void {
  use([LineChart, GridComponent, CanvasRenderer])
}
