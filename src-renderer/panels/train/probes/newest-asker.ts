// Questions that follow a pointer: the newest one is always asked, those in between only as fast as answers come, and an answer never
// replaces one to a newer question.

export interface NewestAskerParts<Question, Answer> {
  /** Null where the question was passed over for a newer one. */
  ask(question: Question): Promise<Answer | null>
  show(question: Question, answer: Answer): void
  fail(question: Question, error: unknown): void
  /** Questions under way at once: while one is on its way back, the next can be on its way there. */
  readonly most?: number
}

export interface NewestAsker<Question> {
  ask(question: Question): void
  /** What is still under way comes to nothing. */
  forget(): void
}

export function createNewestAsker<Question, Answer>({ ask, show, fail, most = 2 }: NewestAskerParts<Question, Answer>): NewestAsker<Question> {
  let asked = 0
  let shown = 0
  let underWay = 0
  let next: { readonly number: number; readonly question: Question } | null = null

  function send(): void {
    if (next === null || underWay >= most) return
    const { number, question } = next
    next = null
    underWay += 1
    const settle = (then: () => void): void => {
      underWay -= 1
      if (number > shown) then()
      send()
    }
    ask(question).then(
      (answer) =>
        settle(() => {
          if (answer === null) return
          shown = number
          show(question, answer)
        }),
      (error: unknown) =>
        settle(() => {
          shown = number
          fail(question, error)
        }),
    )
  }

  return {
    ask(question) {
      asked += 1
      next = { number: asked, question }
      send()
    },
    forget() {
      next = null
      shown = asked
    },
  }
}
