// Works on several items at a time and gives the results in the items' order, holding no more than that many.

export async function* mapInOrder<Item, Result>(items: Iterable<Item>, ahead: number, work: (item: Item) => Promise<Result>): AsyncGenerator<{ readonly item: Item; readonly result: Result }> {
  const going: { readonly item: Item; readonly result: Promise<Result> }[] = []
  for (const item of items) {
    const result = work(item)
    // Awaited below, maybe after another one has failed.
    result.catch(() => {})
    going.push({ item, result })
    const first = going.length > ahead ? going.shift() : undefined
    if (first !== undefined) yield { item: first.item, result: await first.result }
  }
  for (const { item, result } of going) yield { item, result: await result }
}
