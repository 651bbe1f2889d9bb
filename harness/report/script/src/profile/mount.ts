// Puts viewers beside the profile data of a case, when its view is first shown.
import type { ProfileData } from "../contract";
import { readBlock } from "../data";
import { make } from "../elements";
import { Viewer } from "./viewer";

const BLOCKS = "script[type='application/json'][id^='profile-']";

export async function prepareProfiles(view: HTMLElement): Promise<void> {
  for (const block of view.querySelectorAll<HTMLScriptElement>(BLOCKS)) {
    if (block.dataset.ready !== undefined) continue;
    block.dataset.ready = "";
    const note = make("p", { class: "note", role: "status" }, "Reading the profile …");
    block.after(note);
    const data = await readBlock<ProfileData>(block.id);
    const trees = data?.trees.filter((tree) => tree.parent.length > 0) ?? [];
    if (trees.length === 0) {
      note.remove();
      continue;
    }
    const viewer = new Viewer({ trees }, block.parentElement ?? view, block.id);
    note.replaceWith(viewer.element);
    viewer.draw();
  }
}
