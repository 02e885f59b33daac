// Shows a sentence in which user text stands in “quotation marks”, isolated from the words around it.

/** A name with right-to-left letters must not reorder the words after it. */
export function Quoted({ text }: { text: string }) {
  return (
    <>
      {text
        .split(/(“[^“”]*”)/)
        .map((part, index) => (index % 2 === 1 ? <bdi key={index}>{part}</bdi> : part))}
    </>
  );
}
