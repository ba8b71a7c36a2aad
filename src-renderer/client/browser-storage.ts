// Small remembered settings of this browser or window. Storage may be denied; then nothing is remembered.

const PREFIX = 'latent-studio/'

export function readStored(key: string): string | null {
  try {
    return window.localStorage.getItem(PREFIX + key)
  } catch {
    return null
  }
}

export function writeStored(key: string, value: string): void {
  try {
    window.localStorage.setItem(PREFIX + key, value)
  } catch {
    // Denied or full: the setting lasts until the window closes.
  }
}
