// The part of Electron this host uses, as one value: main.ts hands in the real one, tests a small fake.
import type * as electron from 'electron'

export type ElectronApi = Pick<typeof electron, 'app' | 'BrowserWindow' | 'dialog' | 'ipcMain' | 'Menu' | 'protocol' | 'screen' | 'session' | 'shell'>
