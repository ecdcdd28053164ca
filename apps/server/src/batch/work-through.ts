/** Does the work for every item, for no more than so many at a time; nothing new begins after an error. */
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
