/** The tabs beside the graph and the table, each made when it is first put up. */
import { Play } from "./play/play.js";
import { Ways } from "./ways/ways.js";
import { OverviewTab } from "./overview-tab/overview-tab.js";
import { Steps } from "./steps/steps.js";
import { Why } from "./why/why.js";
import type { Tab, TabDoors, TabName } from "./tab.js";

export type OtherTab = Exclude<TabName, "graph" | "list">;

type Makers = Readonly<Record<OtherTab, (doors: TabDoors) => Tab>>;

const makers: Makers = {
  why: (doors) => new Why(doors),
  ways: (doors) => new Ways(doors),
  steps: (doors) => new Steps(doors),
  play: (doors) => new Play(doors),
  overview: (doors) => new OverviewTab(doors),
};

export class Tabs {
  private readonly made = new Map<OtherTab, Tab>();

  constructor(private readonly doors: TabDoors) {}

  of(name: OtherTab): Tab {
    const known = this.made.get(name);
    if (known !== undefined) return known;
    const tab = makers[name](this.doors);
    this.made.set(name, tab);
    return tab;
  }
}
