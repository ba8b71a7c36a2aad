// The desktop application's entry: hands Electron to the host and nothing more.
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, screen, session, shell } from 'electron'
import { startDesktop } from './start-desktop'

void startDesktop({
  electron: { app, BrowserWindow, dialog, ipcMain, Menu, protocol, screen, session, shell },
  parameters: process.argv.slice(1),
  platform: process.platform,
  resourcesPath: process.resourcesPath,
})
