// Who may import whom. Each rule says why it is there; test/scripts/import-rules.test.ts proves that each one bites.
const { existsSync, readFileSync } = require('node:fs')
const { join } = require('node:path')

/** Only what runs counts for these rules: a type-only import is erased and couples nothing at run time. */
const atRunTime = { dependencyTypesNot: ['type-only'] }

/** Folders whose definitions, one a file, are brought together by their catalogue alone. */
const definitionFolders = ['layers', 'recipes', 'datasets', 'optimizers', 'schedules']

/** The definitions of a folder: the files its catalogue imports to run. The rest of the folder is what they are made of. */
function definitionsOf(folder) {
  const catalogue = join(__dirname, 'src-shared', folder, 'catalogue.ts')
  if (!existsSync(catalogue)) return []
  const imports = readFileSync(catalogue, 'utf8').matchAll(/^import (?!type )[^\n]*? from '\.\/([a-z0-9-]+)'/gm)
  return Array.from(imports, ([, name]) => name)
}

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'unresolvable',
      comment: 'An import that resolves to nothing fails only when it is reached: find it here.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^virtual:', '^node:sqlite$', '\\?(worker|url|raw|inline)'] },
    },
    {
      name: 'shared-is-pure',
      comment: 'src-shared runs in the page, in main and in trainers: it imports nothing of Node, Vue, Electron or the other folders.',
      severity: 'error',
      from: { path: '^src-shared/' },
      to: { path: '^(src-main|src-renderer|src-preload|test|scripts|bench)/' },
    },
    {
      name: 'shared-has-no-node',
      comment: 'No Node built-ins in src-shared: a page has none.',
      severity: 'error',
      from: { path: '^src-shared/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'shared-names-few-packages',
      comment: 'src-shared needs zod, the contract with its error class, dagre for layouts, dequal to compare documents, and the tfjs API as a type; anything else belongs to one side.',
      severity: 'error',
      from: { path: '^src-shared/' },
      to: { path: '(^|/)node_modules/', pathNot: '(^|/)node_modules/(zod|@orpc/contract|@orpc/client|@dagrejs/dagre|dequal)/', ...atRunTime },
    },
    {
      name: 'renderer-imports-shared-only',
      comment: 'The page reaches main through the contract, never through an import.',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { path: '^(src-main|src-preload)/' },
    },
    {
      name: 'main-imports-shared-only',
      comment: 'Main knows the page only through the contract.',
      severity: 'error',
      from: { path: '^src-main/' },
      to: { path: '^(src-renderer|src-preload)/' },
    },
    {
      name: 'preload-imports-shared-only',
      comment: 'The bridge stays small enough to be read at a glance.',
      severity: 'error',
      from: { path: '^src-preload/' },
      to: { path: '^(src-main|src-renderer)/' },
    },
    {
      name: 'product-imports-no-tests',
      comment: 'What ships does not reach into tests, benches or scripts.',
      severity: 'error',
      from: { path: '^src-' },
      to: { path: '^(test|bench|scripts)/' },
    },
    {
      name: 'tensorflow-in-engines-only',
      comment: 'Engines hand `tf` to everyone else as an argument, so that definitions stay importable by the page. Types are free.',
      severity: 'error',
      from: { path: '^src-', pathNot: '^src-main/engines/' },
      to: { path: '@tensorflow/', ...atRunTime },
    },
    {
      name: 'sqlite-in-store-only',
      comment: 'One owner of the database: src-main/store.',
      severity: 'error',
      from: { path: '^src-', pathNot: '^src-main/store/' },
      to: { path: '(^|/)better-sqlite3(/|$)' },
    },
    {
      name: 'electron-in-its-hosts-only',
      comment: 'Everything that can be tested without Electron is outside src-main/electron and src-preload.',
      severity: 'error',
      from: { path: '^src-', pathNot: '^(src-main/electron|src-preload)/' },
      to: { path: '(^electron$|(^|/)node_modules/electron/)' },
    },
    {
      name: 'trainer-has-no-store',
      comment: 'A trainer has no database, no window, no network: it writes its run folder and reports events. The inference process writes nothing at all.',
      severity: 'error',
      from: { path: '^src-main/(trainer|inference|calibration)/' },
      to: { path: '^src-main/(store|runs|processes|api|electron|local-host|cli)/' },
    },
    {
      name: 'trainer-has-no-network',
      comment: 'A trainer has no database, no window, no network.',
      severity: 'error',
      from: { path: '^src-main/(trainer|inference|calibration|engines)/' },
      to: { path: '(^(node:)?(net|http|https|http2|tls|dgram|dns)$|(^|/)node_modules/(fastify|ws|@fastify)/)' },
    },
    {
      name: 'main-runs-no-tensors',
      comment: 'A native crash must cost one run, not the studio: only trainers load an engine.',
      severity: 'error',
      from: { path: '^src-main/(store|runs|processes|api|electron|local-host|datasets)/' },
      to: { path: '^src-main/engines/', ...atRunTime },
    },
    {
      name: 'hosts-do-not-import-each-other',
      comment: 'Desktop, local host and command line are three doors to the same services.',
      severity: 'error',
      from: { path: '^src-main/(electron|local-host|cli)/' },
      to: { path: '^src-main/(electron|local-host|cli)/', pathNot: '^src-main/$1/' },
    },
    {
      name: 'services-do-not-know-their-hosts',
      comment: 'The services must not care which door was used.',
      severity: 'error',
      from: { path: '^src-main/(api|store|runs|processes|datasets|trainer|inference|engines)/' },
      to: { path: '^src-main/(electron|local-host|cli)/' },
    },
    ...definitionFolders
      .filter((folder) => definitionsOf(folder).length > 0)
      .map((folder) => ({
        name: `only-the-catalogue-imports-${folder}`,
        comment: 'A definition is one file plus one line in the catalogue; definitions do not lean on each other, and others ask the catalogue.',
        severity: 'error',
        from: { path: '^src-', pathNot: `^src-shared/${folder}/catalogue\\.ts$` },
        to: { path: `^src-shared/${folder}/(${definitionsOf(folder).join('|')})\\.ts$`, ...atRunTime },
      })),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^out/'] },
    exclude: { path: ['^out/', '\\.css$'] },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types', 'browser'],
      extensions: ['.ts', '.vue', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
    skipAnalysisNotInRules: true,
  },
}
