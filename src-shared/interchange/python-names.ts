// Names for Python out of what a person calls nodes and networks: `Mean μ` → `mean`, `2-D features` → `layer_2_d_features`.

/** Words of the language, and what a module or a model of the frameworks already has under that name. */
const taken = new Set(
  ('false none true and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield ' +
    'add_module apply bfloat16 buffers build call children compile cpu cuda double dump_patches eval extra_repr float forward get_buffer get_parameter get_submodule half input inputs ipu layers load_state_dict ' +
    'losses metrics modules name named_buffers named_children named_modules named_parameters nn ops output outputs parameters register_buffer register_module register_parameter requires_grad_ self ' +
    'share_memory state_dict to to_empty torch train training type weights x xpu zero_grad keras math print range min max sum len').split(' '),
)
const greek: Readonly<Record<string, string>> = { μ: 'mu', σ: 'sigma', '²': '2', 'ε': 'epsilon', 'β': 'beta', 'γ': 'gamma', 'x̂': 'x_hat' }

function words(text: string): readonly string[] {
  const spelt = [...text.normalize('NFC')].map((letter) => (Object.hasOwn(greek, letter) ? ` ${greek[letter] ?? ''} ` : letter)).join('')
  return spelt
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .toLowerCase()
    .split(' ')
    .filter((word) => word !== '')
}

/** `mean_mu`; `fallback` where nothing of the text can stand in a name. At most 40 letters. */
export function snakeName(text: string, fallback: string): string {
  const name = words(text).join('_').slice(0, 40).replace(/_+$/, '')
  if (name === '') return fallback
  const safe = /^\d/.test(name) ? `${fallback}_${name}` : name
  return taken.has(safe) ? `${safe}_layer` : safe
}

/** `Encoder`, `CriticOfFakes`. */
export function className(text: string, fallback: string): string {
  const name = words(text)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('')
    .slice(0, 40)
  if (name === '') return fallback
  return /^\d/.test(name) || ['None', 'True', 'False', 'Path', 'Tensor'].includes(name) ? `Network${name}` : name
}

/** Gives every key a name of its own: names that several ask for are numbered, `dense_1`, `dense_2`. */
export function uniqueNames<Key>(wanted: readonly (readonly [Key, string])[], reserved: readonly string[] = []): ReadonlyMap<Key, string> {
  const asked = new Map<string, number>()
  for (const [, name] of wanted) asked.set(name, (asked.get(name) ?? 0) + 1)
  const used = new Set<string>([...reserved, ...wanted.map(([, name]) => name).filter((name) => asked.get(name) === 1 && !reserved.includes(name))])
  const names = new Map<Key, string>()
  for (const [key, name] of wanted) {
    if (asked.get(name) === 1 && !reserved.includes(name)) {
      names.set(key, name)
      continue
    }
    let count = 1
    while (used.has(`${name}_${count}`)) count += 1
    used.add(`${name}_${count}`)
    names.set(key, `${name}_${count}`)
  }
  return names
}
