import type { FC } from 'hono/jsx';
import { paths } from '../../wire/paths.ts';
import { type Preferences, THEMES, ZONES } from '../preferences.ts';

const ZONE_WORDS = { local: 'this computer’s', utc: 'UTC' } as const;
const THEME_SHAPES = { system: '◐', dark: '☾', light: '☀' } as const;

/** How the pages look to this reader. */
export const ViewMenu: FC<{ preferences: Preferences }> = ({ preferences: { theme, zone } }) => (
  <details class="menu view-menu" id="view-menu">
    <summary title="Colours, times and keys">
      <span aria-hidden="true">{THEME_SHAPES[theme]}</span>
      <span class="only-read">View: colours, times and keys</span>
    </summary>
    <div class="choices">
      <form method="post" action={paths.theme()}>
        <p id="theme-words">Colours</p>
        <fieldset class="segments" aria-labelledby="theme-words">
          {THEMES.map((each) => (
            <button
              type="submit"
              class="toggle"
              name="theme"
              value={each}
              aria-pressed={pressed(each === theme)}
              data-command={`Colours: ${each}`}
            >
              {each}
            </button>
          ))}
        </fieldset>
      </form>
      <form method="post" action={paths.zone()}>
        <p id="zone-words">Times of day</p>
        <fieldset class="segments" aria-labelledby="zone-words">
          {ZONES.map((each) => (
            <button
              type="submit"
              class="toggle"
              name="zone"
              value={each}
              aria-pressed={pressed(each === zone)}
              data-command={`Times of day: ${ZONE_WORDS[each]}`}
            >
              {ZONE_WORDS[each]}
            </button>
          ))}
        </fieldset>
      </form>
      <p class="needs-script">
        <button type="button" class="link" data-open="keys">
          Keys <kbd>?</kbd>
        </button>
      </p>
    </div>
  </details>
);

function pressed(is: boolean): 'true' | 'false' {
  return is ? 'true' : 'false';
}
