// Opens a database with the studio's own sources and kills itself before the statement of the given number, counted over everything
// that opening and migrating ask of SQLite. Ends normally where there are fewer.
//   node migrate-and-die.mjs <database> <statement number>
import { registerHooks } from 'node:module'
import { existsSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')

// Sources name each other without endings, as the bundler resolves them.
registerHooks({
  resolve(specifier, context, next) {
    const plain = specifier.startsWith('@shared/') ? pathToFileURL(resolve(root, 'src-shared', specifier.slice(8))).href : specifier
    if (/^(\.|file:)/.test(plain)) {
      const file = fileURLToPath(new URL(`${plain}.ts`, context.parentURL))
      if (existsSync(file)) return next(pathToFileURL(file).href, context)
    }
    return next(plain, context)
  },
})

const { default: Database } = await import('better-sqlite3')
let left = Number(process.argv[3])

function count() {
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}

const { exec, pragma, prepare } = Database.prototype
Database.prototype.exec = function (sql) {
  // Every migration statement ends its line; there are no triggers.
  for (const statement of sql.split(/(?<=;)\s*\n/)) {
    count()
    exec.call(this, statement)
  }
  return this
}
Database.prototype.pragma = function (...parameters) {
  count()
  return pragma.apply(this, parameters)
}
Database.prototype.prepare = function (...parameters) {
  count()
  return prepare.apply(this, parameters)
}

const { openDatabase } = await import(pathToFileURL(resolve(root, 'src-main/store/open-database.ts')).href)
openDatabase(resolve(process.argv[2]), { logger: { info() {}, warn() {}, error() {} }, describeHolder: () => 'Another' }).close()
