// Views that the page keeps compressed until somebody wants them.
import { readBlock } from "./data";
import type { Store } from "./router";

type Fragments = Record<string, string>;

/** Cases of a block. */
const CASES_PER_BLOCK = 200;

/** The sections of unchanged cases: HTML that the page's templates made, by id. */
export class FragmentStore implements Store {
  private readonly blocks = new Map<number, Promise<Fragments>>();

  async load(id: string): Promise<HTMLElement | undefined> {
    const block = Math.floor(Number(id.slice("case-".length)) / CASES_PER_BLOCK);
    const fragments = await this.read(block);
    const html = Object.hasOwn(fragments, id) ? fragments[id] : undefined;
    if (html === undefined) return undefined;
    // Made by the page's own templates, names escaped; the policy of the page runs no script in it.
    const template = document.createElement("template");
    template.innerHTML = html;
    // Whoever asked may be elsewhere by now: the router shows it, if it is still wanted.
    for (const view of template.content.querySelectorAll("section")) view.hidden = true;
    document.querySelector("main")?.append(template.content);
    return document.getElementById(id) ?? undefined;
  }

  private read(block: number): Promise<Fragments> {
    const known = this.blocks.get(block);
    if (known) return known;
    const read = readBlock<Fragments>(`fragments-${block}`).then((found) => found ?? {});
    this.blocks.set(block, read);
    return read;
  }
}
