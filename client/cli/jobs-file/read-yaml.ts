// Reads YAML of the user, and names what is wrong with it.
import { parseAllDocuments, parseDocument } from 'yaml';
import { CommandFailure } from '../exit-codes.ts';

type ParsedDocument = ReturnType<typeof parseDocument>;

/** The value of a document. Throws a `CommandFailure` that names the file. */
export function readYaml(text: string, file: string): unknown {
  return toValue(parseDocument(text, { merge: true, prettyErrors: true }), file);
}

/** The values of all documents of a text. */
export function readYamlDocuments(text: string, file: string): unknown[] {
  const documents = parseAllDocuments(text, { logLevel: 'error' });
  return Array.isArray(documents)
    ? documents.map((document) => toValue(document as ParsedDocument, file))
    : [];
}

function toValue(document: ParsedDocument, file: string): unknown {
  const [error] = document.errors;
  if (error !== undefined) throw new CommandFailure(`${file} is not valid YAML: ${error.message}`);
  try {
    return document.toJS({ maxAliasCount: 10_000 });
  } catch (failure) {
    // An alias without its anchor, or one that would multiply.
    throw new CommandFailure(`${file} is not valid YAML: ${(failure as Error).message}`);
  }
}
