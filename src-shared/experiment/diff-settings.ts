// Settings of several experiments side by side: those that differ first, each value marked where it is not the usual one.
import type { Setting } from './flatten-experiment'

export interface SettingRow {
  readonly key: string
  readonly title: string
  readonly section: Setting['section']
  /** One for each experiment; null where it has no such setting. */
  readonly values: readonly (string | null)[]
  readonly differs: boolean
  /** Where a value is not the one most experiments have (the first one's where no value leads). */
  readonly odd: readonly boolean[]
}

export interface SettingsDiff {
  /** Differing rows first; each part in the order of the first experiment that has the setting. */
  readonly rows: readonly SettingRow[]
  readonly differing: number
}

export function diffSettings(experiments: readonly (readonly Setting[])[]): SettingsDiff {
  const rows = new Map<string, Setting>()
  for (const settings of experiments) for (const setting of settings) if (!rows.has(setting.key)) rows.set(setting.key, setting)
  const byKey = experiments.map((settings) => new Map(settings.map((setting) => [setting.key, setting.value])))
  const all = [...rows.values()].filter((setting) => !belongsToMissing(setting, byKey)).map((setting): SettingRow => {
    const values = byKey.map((experiment) => experiment.get(setting.key) ?? null)
    const usual = mostCommon(values)
    return { key: setting.key, title: setting.title, section: setting.section, values, differs: new Set(values).size > 1, odd: values.map((value) => value !== usual) }
  })
  const differing = all.filter((row) => row.differs)
  return { rows: [...differing, ...all.filter((row) => !row.differs)], differing: differing.length }
}

/** Settings of a layer that some experiment does not have at all: that the layer is missing says enough. */
function belongsToMissing(setting: Setting, byKey: readonly ReadonlyMap<string, string>[]): boolean {
  if (setting.section !== 'Networks') return false
  const layer = setting.key.split('.').slice(0, 3).join('.')
  return layer !== setting.key && byKey.some((experiment) => !experiment.has(layer))
}

function mostCommon(values: readonly (string | null)[]): string | null {
  const counts = new Map<string | null, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const most = Math.max(0, ...counts.values())
  return values.find((value) => counts.get(value) === most) ?? null
}
