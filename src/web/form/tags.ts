// Tags as they are typed: commas part them.

/** The tags with those of a text added; one that is there already is not added again. */
export function addTags(tags: readonly string[], text: string): string[] {
  const added = text.split(',').map((tag) => tag.trim());
  return [
    ...tags,
    ...added.filter((tag, index) => tag !== '' && !tags.includes(tag) && added.indexOf(tag) === index),
  ];
}
