/** What the parts of the page can ask for; panel.ts does it. */
export interface Actions {
  /** null: nothing. `reveal`: its place in the source is shown; `focus`: the editor gets the keyboard. */
  select(card: string | null, options?: { readonly reveal?: boolean; readonly focus?: boolean }): void;
  hover(card: string | null): void;
  /** `all`: with all groups inside it. */
  toggleGroup(group: string, all: boolean): void;
  /** The tab that says why its gradient is what it is. */
  why(node: string): void;
  copy(text: string): void;
  reveal(span: { readonly start: number; readonly end: number }, focus: boolean): void;
  check(): void;
  cancelCheck(): void;
  closeCheck(): void;
}
