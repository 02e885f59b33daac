// A list that can be awaited, for one page, or walked, for everything.

export interface Page<Item> {
  data: Item[];
  /** Null on the last page. */
  next_cursor: string | null;
}

/**
 * `await` has the first page; `for await` has every item, and asks for the next page when it gets there. Nothing is
 * asked before either.
 */
export class Listing<Item> implements Promise<Page<Item>>, AsyncIterable<Item> {
  readonly [Symbol.toStringTag] = 'Listing';
  readonly #load: (cursor: { cursor?: string }) => Promise<Page<Item>>;
  #first: Promise<Page<Item>> | undefined;

  /** @param load its argument is to be spread into the query */
  constructor(load: (cursor: { cursor?: string }) => Promise<Page<Item>>) {
    this.#load = load;
  }

  then<Done = Page<Item>, Failed = never>(
    onDone?: ((page: Page<Item>) => Done | PromiseLike<Done>) | null,
    onFailed?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed> {
    return this.#loadFirst().then(onDone, onFailed);
  }

  catch<Failed = never>(
    onFailed?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Page<Item> | Failed> {
    return this.#loadFirst().catch(onFailed);
  }

  finally(onEnd?: (() => void) | null): Promise<Page<Item>> {
    return this.#loadFirst().finally(onEnd);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    let page = await this.#loadFirst();
    for (;;) {
      yield* page.data;
      if (page.next_cursor === null) return;
      page = await this.#load({ cursor: page.next_cursor });
    }
  }

  #loadFirst(): Promise<Page<Item>> {
    this.#first ??= this.#load({});
    return this.#first;
  }
}
