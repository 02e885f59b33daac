// The name and colour of this installation, which the service writes into the page.

export interface Instance {
  name: string;
  color: string;
}

const read = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content;

/** Undefined for an installation without a name. */
export const instance: Instance | undefined = readInstance();

function readInstance(): Instance | undefined {
  const name = read('instance-name');
  return name ? { name, color: read('instance-color') ?? 'gray' } : undefined;
}
