// Shows one view of the page at a time, chosen by the address's `#`.

/** Where views that are not in the document yet come from. */
export interface Store {
  /** The view with that id; `undefined` when there is none. */
  load(id: string): Promise<HTMLElement | undefined>;
}

const VIEWS = "main > section[id]";

export class Router {
  private shown: HTMLElement | undefined;

  /** `opened` is called each time that a view is shown. */
  constructor(
    private readonly store: Store,
    private readonly opened: (view: HTMLElement) => void,
  ) {}

  start(): void {
    addEventListener("hashchange", () => void this.show(true));
    void this.show(false);
  }

  private async show(isMove: boolean): Promise<void> {
    const id = decode(location.hash.slice(1));
    const target = await this.find(id);
    // While a view was loaded the user may have gone on.
    if (id !== decode(location.hash.slice(1))) return;
    // The skip link leads into the view that is shown.
    if (this.shown && target && !viewOf(target)) return;
    const view = viewOf(target) ?? document.querySelector<HTMLElement>(VIEWS) ?? undefined;
    if (!view) return;
    const isOther = view !== this.shown;
    this.shown = view;
    for (const other of document.querySelectorAll<HTMLElement>(VIEWS)) {
      other.hidden = other !== view;
    }
    this.mark(view.id);
    this.opened(view);
    // Until now the style sheet has hidden what nobody sees at first.
    document.documentElement.classList.add("scripted");
    // The place may not have been on the page when the browser looked for it.
    if (target && target !== view) target.scrollIntoView({ behavior: "instant" });
    if (!isMove) return;
    if (isOther && (!target || target === view)) scrollTo({ top: 0, behavior: "instant" });
    if (isOther) focusOn(view);
  }

  /** The element itself, loaded where it is not in the document yet. */
  private async find(id: string): Promise<HTMLElement | null> {
    if (id === "") return null;
    const present = document.getElementById(id);
    if (present) return present;
    const section = /^case-\d+/.exec(id)?.[0];
    if (!section) return null;
    const loaded = document.getElementById(section) ?? (await this.store.load(section));
    return document.getElementById(id) ?? loaded ?? null;
  }

  private mark(id: string): void {
    for (const link of document.querySelectorAll<HTMLAnchorElement>("nav a[href^='#']")) {
      if (link.hash === `#${id}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
}

function viewOf(element: HTMLElement | null): HTMLElement | null {
  return element?.closest<HTMLElement>(VIEWS) ?? null;
}

/** Readers of the screen go on at the heading of the new view. */
function focusOn(view: HTMLElement): void {
  const heading = view.querySelector<HTMLElement>("h1, h2") ?? view;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

function decode(hash: string): string {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}
