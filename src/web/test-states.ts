// Test helper: a state of a screen, and the actions that lead to it.
import type { Page } from 'playwright-core';

export interface State {
  name: string;
  path: string;
  act?: (page: Page) => Promise<unknown>;
  /** The part of the page that differs from states checked before. */
  scope?: string;
  /** Phones do not have it. */
  isWide?: boolean;
}

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) }).first();
export const click = (name: string | RegExp) => (page: Page) => button(page, name).click();
export const choose = (menu: string | RegExp, item: string) => async (page: Page) => {
  await button(page, menu).click();
  await page.getByRole('menuitem', { name: item }).click();
};
export const select =
  (...names: string[]) =>
  async (page: Page) => {
    for (const name of names)
      await page
        .getByRole('checkbox', { name: `Select ${name}` })
        .first()
        .check();
  };
export const all =
  (...acts: ((page: Page) => Promise<unknown>)[]) =>
  async (page: Page) => {
    for (const act of acts) await act(page);
  };
export const sees = (selector: string) => (page: Page) => page.locator(selector).first().waitFor();
