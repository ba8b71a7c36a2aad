import { describe, expect, test } from 'vitest'
import { markedPieces, rankCommands, type PaletteEntry } from '../../../src-renderer/shell/rank-commands'

const entries: readonly PaletteEntry[] = [
  { id: 'file.open', title: 'Open file…', group: 'File', keywords: 'import load', disabled: null },
  { id: 'run.train', title: 'Train', group: 'Run', disabled: 'no experiment is open' },
  { id: 'view.train', title: 'Go to Train', group: 'View', disabled: null },
  { id: 'template.vae', title: 'Convolutional VAE on MNIST', group: 'Template', disabled: null },
]
const ids = (query: string): readonly string[] => rankCommands(entries, query).map(({ entry }) => entry.id)

describe('the command palette', () => {
  test('without a query everything is listed, what can be done first', () => {
    expect(ids('')).toEqual(['file.open', 'view.train', 'template.vae', 'run.train'])
  })

  test('a few letters in order find a title; what cannot be done now comes last', () => {
    expect(ids('train')).toEqual(['view.train', 'run.train'])
    expect(ids('cvm')[0]).toBe('template.vae')
  })

  test('keywords and groups find a command too, below titles', () => {
    expect(ids('import')).toEqual(['file.open'])
    expect(ids('template vae')[0]).toBe('template.vae')
    expect(ids('zzz')).toEqual([])
  })

  test('a word of the keywords counts more than letters scattered over a title, even where the command cannot be used now', () => {
    const gaps: PaletteEntry = { id: 'arrange.across', title: 'Even gaps across', group: 'Arrange', keywords: 'distribute spacing', disabled: 'three or more are to be selected' }
    const scattered: PaletteEntry = { id: 'template.dcgan', title: 'DCGAN on MNIST', group: 'Template', disabled: null }
    expect(rankCommands([scattered, gaps], 'dist').map(({ entry }) => entry.id)).toEqual(['arrange.across', 'template.dcgan'])
  })

  test('matched letters are marked, and the pieces make up the title again', () => {
    const [first] = rankCommands(entries, 'vae')
    const pieces = markedPieces(first?.entry.title ?? '', first?.ranges ?? [])
    expect(pieces.map((piece) => piece.text).join('')).toBe('Convolutional VAE on MNIST')
    expect(pieces.filter((piece) => piece.marked).map((piece) => piece.text)).toEqual(['VAE'])
  })
})
