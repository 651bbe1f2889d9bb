// Starts the script of the report page: views, tables, profiles, histories.
import { FragmentStore } from "./fragments";
import { prepareHistory } from "./history/history";
import { prepareProfiles } from "./profile/mount";
import { Router } from "./router";
import { prepareTables } from "./tables/tables";

function opened(view: HTMLElement): void {
  prepareTables(view);
  void prepareProfiles(view);
  if (view.id === "history") void prepareHistory(view);
}

new Router(new FragmentStore(), opened).start();
