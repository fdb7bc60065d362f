import type { Child, FC } from 'hono/jsx';

interface SelectionProps {
  readonly action: string;
  /** What is chosen, in the singular. */
  readonly noun: string;
  /** What can be done while nothing is counted: without script the bar is always there. */
  readonly hint: string;
  /** Menus and buttons of the bar. */
  readonly actions: Child;
  readonly children?: Child;
}

/** Around a list in which things can be chosen. The page's script counts them and shows the bar when there are any. */
export const Selection: FC<SelectionProps> = ({ action, noun, hint, actions, children }) => (
  <form method="post" action={action} data-live class="selection" id="selection" data-noun={noun}>
    {children}
    <div class="selection-bar">
      <span class="selection-words" role="status">
        {hint}
      </span>
      <button type="button" class="link needs-script" data-choose="none">
        Choose none
      </button>
      {actions}
    </div>
  </form>
);

interface ChosenProps {
  readonly id: string;
  /** `Delete`: the script puts the number behind it. */
  readonly verb: string;
  /** Behind the number, without script: `the chosen runs`. */
  readonly what: string;
  readonly action: string;
  readonly isGrave?: boolean;
  /** What that does. */
  readonly children?: Child;
}

/** One thing to do with all that is chosen, in a menu that names the number before it is done. */
export const ChosenMenu: FC<ChosenProps> = ({ id, verb, what, action, isGrave = false, children }) => (
  <details class="menu menu-up" id={id}>
    <summary class={isGrave ? 'button danger' : 'button'}>{verb}…</summary>
    <div class="choices">
      <p>{children}</p>
      <button
        type="submit"
        formaction={action}
        class={isGrave ? 'button danger' : 'button primary'}
        data-counted={verb}
      >
        {verb} {what}
      </button>
    </div>
  </details>
);
