// Views that the page keeps compressed until somebody wants them.
import { readBlock } from "./data";
import type { Store } from "./router";

type Fragments = Record<string, string>;

/** The sections of unchanged cases: HTML that the page's templates made, by id. */
export class FragmentStore implements Store {
  private fragments: Promise<Fragments> | undefined;

  async load(id: string): Promise<HTMLElement | undefined> {
    this.fragments ??= readBlock<Fragments>("fragments").then((found) => found ?? {});
    const fragments = await this.fragments;
    const html = Object.hasOwn(fragments, id) ? fragments[id] : undefined;
    if (html === undefined) return undefined;
    // Made by the page's own templates, names escaped; the policy of the page runs no script in it.
    const template = document.createElement("template");
    template.innerHTML = html;
    document.querySelector("main")?.append(template.content);
    return document.getElementById(id) ?? undefined;
  }
}
