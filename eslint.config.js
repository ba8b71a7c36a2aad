// Lint rules. Structure (who may import whom) is dependency-cruiser's; this is about what a file may contain.
import js from '@eslint/js'
import globals from 'globals'
import tseslint from 'typescript-eslint'
import vue from 'eslint-plugin-vue'
import vueParser from 'vue-eslint-parser'

const typescriptFiles = ['**/*.ts', '**/*.vue']
const configurationFiles = ['*.config.ts', '*.config.js', '**/vite.config.ts', '**/*.vue', '**/*.d.ts', '.*.cjs']

/** Bans that need no type information, for every TypeScript and Vue file. */
const plainBans = {
  'no-console': 'error',
  'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Named exports only: a file is named after its export.' }],
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-var': 'error',
  'prefer-const': 'error',
  'no-implicit-coercion': 'error',
  'no-eval': 'error',
  'no-new-func': 'error',
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
  '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description' }],
  // The data types come from zod and are interfaces and aliases alike.
  '@typescript-eslint/consistent-type-definitions': 'off',
}

export default tseslint.config(
  { ignores: ['node_modules/', 'out/', 'dist/', 'release/', 'coverage/', '.cache/', 'test-results/', 'test/**/fixtures/**'] },

  // Scripts: plain Node before any dependency exists.
  {
    files: ['scripts/**/*.mjs', 'scripts/**/*.cjs', '.*.cjs', '*.config.js'],
    extends: [js.configs.recommended],
    languageOptions: { globals: globals.nodeBuiltin, ecmaVersion: 2024 },
    rules: { eqeqeq: ['error', 'always', { null: 'ignore' }], 'no-var': 'error', 'prefer-const': 'error', 'no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }] },
  },
  { files: ['**/*.cjs'], languageOptions: { globals: globals.node, sourceType: 'commonjs' } },

  { files: typescriptFiles, extends: [js.configs.recommended, ...tseslint.configs.recommended], rules: { 'no-undef': 'off', ...plainBans } },

  // What only types can tell: a promise nobody waits for is how work gets lost.
  {
    files: ['src-*/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
    },
  },

  // Vue: templates checked, no raw HTML.
  ...vue.configs['flat/recommended'].map((config) => ({ ...config, files: ['**/*.vue'] })),
  {
    files: ['**/*.vue'],
    languageOptions: {
      parser: vueParser,
      parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.vue'], sourceType: 'module' },
      globals: globals.browser,
    },
    rules: {
      'vue/no-v-html': 'error',
      'vue/multi-word-component-names': ['error', { ignores: ['app'] }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/define-props-declaration': ['error', 'type-based'],
      'vue/no-unused-refs': 'error',
      'vue/no-static-inline-styles': ['error', { allowBinding: true }],
      // Layout of templates is left to who writes them.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/attributes-order': 'off',
      'vue/require-default-prop': 'off',
    },
  },

  // The page's own language.
  { files: ['src-renderer/**'], rules: { 'no-restricted-globals': ['error', { name: 'require', message: 'The page has no Node.' }, { name: 'process', message: 'The page has no Node.' }] } },

  // A training step is a pure function: randomness comes in as a key.
  {
    files: ['src-shared/layers/**', 'src-shared/recipes/**', 'src-shared/optimizers/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Randomness is an input of a step: use the random source.' },
        { object: 'tf', property: 'randomNormal', message: 'Randomness is an input of a step: use the random source.' },
        { object: 'tf', property: 'randomUniform', message: 'Randomness is an input of a step: use the random source.' },
        { object: 'tf', property: 'truncatedNormal', message: 'Randomness is an input of a step: use the random source.' },
        { object: 'tf', property: 'dropout', message: 'Randomness is an input of a step: use the random source.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only: a file is named after its export.' },
        { selector: 'CallExpression[callee.property.name=/^(dataSync|arraySync|bytesSync)$/]', message: 'Nothing is read back inside a step.' },
        { selector: 'CallExpression[callee.property.name=/^(data|array)$/][arguments.length=0]', message: 'Nothing is read back inside a step.' },
      ],
    },
  },

  // Where a tool asks for a default export, or printing is the purpose.
  { files: configurationFiles, rules: { 'no-restricted-syntax': 'off' } },
  { files: ['src-main/cli/**', 'bench/**', 'scripts/**'], rules: { 'no-console': 'off' } },
  // fast-check and fakes of Electron need a shape or two asserted; any stays banned.
  { files: ['test/**'], rules: { '@typescript-eslint/no-empty-function': 'off' } },
)
