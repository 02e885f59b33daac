// The name, colour and base path of this installation, which the service writes into the page.

export interface Instance {
  name: string;
  color: string;
}

const read = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content;

/** The path of the service behind a proxy, such as `/scheduler`; else empty. */
export const basePath = read('base-path') ?? '';
/** The URL of the service. */
export const serviceUrl = location.origin + basePath;

/** Undefined for an installation without a name. */
export const instance: Instance | undefined = readInstance();

function readInstance(): Instance | undefined {
  const name = read('instance-name');
  return name ? { name, color: read('instance-color') ?? 'gray' } : undefined;
}
