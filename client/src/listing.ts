// A paginated list: `await` returns the first page, `for await` iterates over all items.

export interface Page<Item> {
  data: Item[];
  /** Null on the last page. */
  next_cursor: string | null;
}

/**
 * `await` returns the first page. `for await` iterates over all items and requests further pages on demand. No request
 * is sent before.
 */
export class Listing<Item> implements Promise<Page<Item>>, AsyncIterable<Item> {
  readonly [Symbol.toStringTag] = 'Listing';
  readonly #load: (cursor: { cursor?: string }) => Promise<Page<Item>>;
  #first: Promise<Page<Item>> | undefined;

  /** @param load requests a page; spread its argument into the query */
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
