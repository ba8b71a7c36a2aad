// electron-builder's hook between packing and signing: sets the fuses in the executable.
const { join } = require('node:path')
const { flipFuses } = require('@electron/fuses')
const { fuses } = require('./fuses.cjs')

/** The executable inside an unpacked application. */
function executableIn(appOutDir, platform, productFilename, executableName) {
  if (platform === 'darwin') return join(appOutDir, `${productFilename}.app`, 'Contents', 'MacOS', productFilename)
  if (platform === 'win32') return join(appOutDir, `${productFilename}.exe`)
  return join(appOutDir, executableName)
}

module.exports = async function afterPack(context) {
  const { appInfo, executableName } = context.packager
  const platform = context.electronPlatformName
  const executable = executableIn(context.appOutDir, platform, appInfo.productFilename, executableName ?? appInfo.sanitizedName)
  // Changing a Mac executable breaks its ad-hoc signature; Apple silicon runs nothing without one.
  await flipFuses(executable, { ...fuses, resetAdHocDarwinSignature: platform === 'darwin' })
}

module.exports.executableIn = executableIn
