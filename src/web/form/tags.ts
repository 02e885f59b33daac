// Parses comma-separated tags.

/** Adds the tags of a text, without duplicates. */
export function addTags(tags: readonly string[], text: string): string[] {
  const added = text.split(',').map((tag) => tag.trim());
  return [
    ...tags,
    ...added.filter((tag, index) => tag !== '' && !tags.includes(tag) && added.indexOf(tag) === index),
  ];
}
