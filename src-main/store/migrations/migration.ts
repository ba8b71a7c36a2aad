// One numbered step of the schema. A released migration is never edited; a new one is added.
export interface Migration {
  /** 1, 2, 3 ... without gaps; the database's user_version after it. */
  readonly version: number
  readonly title: string
  readonly sql: string
}
