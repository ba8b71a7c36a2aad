// The colours of a drawn graph, dark and light, as the window has them (src-renderer/design-system/tokens.css).
import type { LayerCategory } from '../layers/layer-definition'
import type { noteColours } from '../graph/network'

export interface GraphColours {
  readonly canvas: string
  readonly node: string
  readonly line: string
  readonly strong: string
  readonly text: string
  readonly muted: string
  readonly faint: string
  readonly bad: string
  readonly categories: Readonly<Record<LayerCategory, string>>
  readonly roles: Readonly<Record<'encoder' | 'latent' | 'generator' | 'discriminator' | 'real', string>>
  readonly notes: Readonly<Record<(typeof noteColours)[number], string>>
}

export const graphColours: Readonly<Record<'dark' | 'light', GraphColours>> = {
  dark: {
    canvas: '#121418',
    node: '#1e2127',
    line: '#262a32',
    strong: '#3b414c',
    text: '#e7e9ed',
    muted: '#abb1bc',
    faint: '#8e95a2',
    bad: '#f0787a',
    categories: { data: '#74c27c', convolution: '#8f9ff5', resample: '#63b7d6', dense: '#d8b25a', sequence: '#b9a0ee', shape: '#9aa3b1', normalise: '#6fb8a8', activation: '#e58d6e', random: '#d784b0', merge: '#b3a184', block: '#d8b24c' },
    roles: { real: '#74c27c', generator: '#b691f0', discriminator: '#6ea8fe', encoder: '#d9a75b', latent: '#d784b0' },
    notes: { neutral: '#8e95a2', amber: '#d8b25a', green: '#74c27c', blue: '#6ea8fe', purple: '#b691f0', pink: '#d784b0' },
  },
  light: {
    canvas: '#f3f4f6',
    node: '#ffffff',
    line: '#dcdfe5',
    strong: '#bcc2cc',
    text: '#1a1d23',
    muted: '#495060',
    faint: '#5d6472',
    bad: '#c22f36',
    categories: { data: '#2b7a38', convolution: '#4a57c9', resample: '#146a8a', dense: '#8a6500', sequence: '#6d48b5', shape: '#5c6575', normalise: '#1f7768', activation: '#b04a26', random: '#a83c77', merge: '#74603b', block: '#85620a' },
    roles: { real: '#2b7a38', generator: '#7541bd', discriminator: '#1d63c9', encoder: '#96610a', latent: '#a83c77' },
    notes: { neutral: '#5d6472', amber: '#8a6500', green: '#2b7a38', blue: '#1d63c9', purple: '#7541bd', pink: '#a83c77' },
  },
}
