// Hands text to the person as a file.
import { downloadBlob } from './download-blob'

export function downloadText(fileName: string, text: string): void {
  downloadBlob(fileName, new Blob([text], { type: 'application/json' }))
}
