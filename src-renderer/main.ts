// Starts the page: state, look, the window, and words for faults that nobody caught.
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app.vue'
import { isCancellation, toDetail } from './client/describe-error'
import './design-system/index.css'
import { loadTypeface } from './design-system/load-typeface'
import { useUiStore } from './stores/ui-store'

void loadTypeface()

const pinia = createPinia()
const app = createApp(App).use(pinia)

function reportUncaught(error: unknown): void {
  if (isCancellation(error)) return
  // The words below are for people; this is for whoever looks for the cause.
  // eslint-disable-next-line no-console
  console.error(error)
  useUiStore(pinia).reportError(toDetail(error))
}

app.config.errorHandler = reportUncaught
window.addEventListener('unhandledrejection', (event) => reportUncaught(event.reason))

app.mount('#app')
