/** Processes every item, at most `atOnce` at a time. After an error, no more items are started. */
export async function workThrough<Item>(
  items: AsyncGenerator<Item, void, void>,
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const faults: unknown[] = [];
  const take = async (): Promise<void> => {
    try {
      for (
        let next = await items.next();
        next.done !== true && faults.length === 0;
        next = await items.next()
      ) {
        await work(next.value);
      }
    } catch (error) {
      faults.push(error);
      throw error;
    }
  };
  const taking = Array.from({ length: atOnce }, take);
  await Promise.allSettled(taking);
  await items.return();
  await Promise.all(taking);
}
