// Thrown by a converter for a layer or operator that has no equal here. The reader turns it into an open place on the canvas and a
// line of the report; it never reaches a person as an error.
export class NotUnderstood extends Error {
  /** What a person can do about it. */
  readonly toDo: string

  /** @param reason why, as a sentence without a full stop */
  constructor(reason: string, toDo = 'draw it by hand: its place is marked on the canvas') {
    super(reason)
    this.name = 'NotUnderstood'
    this.toDo = toDo
  }
}
