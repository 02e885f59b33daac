// The name and color that tell installations apart on the page.

export interface Instance {
  name: string | undefined;
  color: string;
}
