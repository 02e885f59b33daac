// The name and color that tell installations apart on the page, and its base path.

export interface Instance {
  name: string | undefined;
  color: string;
  /** The path of the service behind a proxy, such as `/scheduler`; else empty. */
  basePath: string;
}
