// Edits of what a person writes beside the layers: comments and frames. A network without any has no list of them, so that
// adding one and taking it away gives the same document.
import type { NetworkDocument, NoteDocument, NoteId } from './network'
import { refuseEdit } from './refuse-edit'

const MOST_NOTES = 500

/** @throws StudioError `edit-id-taken`, `edit-too-many` */
export function addNote(network: NetworkDocument, note: NoteDocument): NetworkDocument {
  const notes = network.notes ?? []
  if (notes.some((each) => each.id === note.id)) {
    refuseEdit('edit-id-taken', `${network.name} has a note ${note.id} already`, 'an id of its own for every comment and frame', note.id, 'choose another id')
  }
  if (notes.length >= MOST_NOTES) {
    refuseEdit('edit-too-many', `${network.name} is full of comments`, `at most ${MOST_NOTES} comments and frames`, `${MOST_NOTES + 1}`, 'remove one first')
  }
  return { ...network, notes: [...notes, note] }
}

/** @throws StudioError `edit-no-such-note` */
export function removeNotes(network: NetworkDocument, ids: readonly NoteId[]): NetworkDocument {
  for (const id of ids) findNote(network, id)
  if (ids.length === 0) return network
  const gone = new Set(ids)
  const kept = (network.notes ?? []).filter((note) => !gone.has(note.id))
  const { notes: _old, ...rest } = network
  return kept.length === 0 ? rest : { ...network, notes: kept }
}

/** @throws StudioError `edit-no-such-note` */
export function changeNote(network: NetworkDocument, id: NoteId, changes: { readonly [Key in 'text' | 'colour' | 'position' | 'size']?: NoteDocument[Key] | undefined }): NetworkDocument {
  const old = findNote(network, id)
  const { text = old.text, colour = old.colour, position = old.position, size = old.size } = changes
  return { ...network, notes: (network.notes ?? []).map((note) => (note === old ? { ...old, text, colour, position, size } : note)) }
}

function findNote(network: NetworkDocument, id: NoteId): NoteDocument {
  const note = network.notes?.find((each) => each.id === id)
  return note ?? refuseEdit('edit-no-such-note', `${network.name} has no comment or frame ${id}`, `a comment or frame of ${network.name}`, id, 'choose one that is there')
}
