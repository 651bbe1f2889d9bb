// Puts viewers where the page has a place for them, when their view is first shown.
import type { ProfileData } from "../contract";
import { readBlock } from "../data";
import { make } from "../elements";
import { Viewer } from "./viewer";

export async function prepareProfiles(view: HTMLElement): Promise<void> {
  for (const place of view.querySelectorAll<HTMLElement>("div[data-profile]:empty")) {
    place.append(make("p", { class: "note", role: "status" }, "Reading the profile …"));
    const id = place.dataset.profile ?? "";
    const data = await readBlock<ProfileData>(id);
    const trees = data?.trees.filter((tree) => tree.parent.length > 0) ?? [];
    if (trees.length === 0) {
      place.replaceChildren();
      continue;
    }
    const viewer = new Viewer({ trees }, view, id);
    place.replaceChildren(viewer.element);
    viewer.draw();
    for (const link of view.querySelectorAll<HTMLElement>("a[data-tree]")) {
      const tree = data?.trees[Number(link.dataset.tree)];
      link.addEventListener("click", () => tree && viewer.chooseTree(trees.indexOf(tree)));
    }
  }
}
