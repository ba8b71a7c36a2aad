// Vue Flow with nothing of ours: default nodes and edges, in the places and sizes that the bench hands in.
import { createApp, h } from 'vue'
import { useVueFlow, VueFlow } from '@vue-flow/core'
import '@vue-flow/core/dist/style.css'
import '@vue-flow/core/dist/theme-default.css'

const flow = useVueFlow('bare')

window.bare = {
  setViewport: (viewport) => flow.setViewport(viewport),
  /** @param {{ nodes: object[], edges: object[], box: { width: number, height: number }, limits: { least: number, most: number } }} graph */
  open({ nodes, edges, box, limits }) {
    const element = document.getElementById('canvas')
    element.style.width = `${box.width}px`
    element.style.height = `${box.height}px`
    createApp({ render: () => h(VueFlow, { id: 'bare', nodes, edges, minZoom: limits.least, maxZoom: limits.most }) }).mount(element)
  },
}
