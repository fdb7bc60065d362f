import type { FC } from 'hono/jsx';
import type { RunChannel } from '../../conductor/notifications.ts';
import type { RunId } from '../../engine/ids.ts';
import { paths } from '../../wire/paths.ts';
import { visible } from '../log-text.ts';

/** Who is told of a run's first failure and its end, to be chosen; nothing where nobody can be told. */
export const NotifyMenu: FC<{ run: RunId; channels: readonly RunChannel[] }> = ({ run, channels }) => {
  if (channels.length === 0) return null;
  const wanted = channels.filter(({ isWanted }) => isWanted).map(({ name }) => visible(name));
  return (
    <details class="menu" id="notify-menu">
      <summary class="button">
        {wanted.length === 0 ? 'Nobody is told' : `Tells ${wanted.join(', ')}`}
      </summary>
      <form method="post" action={paths.runNotifications(run)} class="notify-form">
        <p>Who is told when it begins to fail, and when it ends:</p>
        {channels.map(({ name, type, isForAll, isWanted }) => (
          <label>
            <input type="checkbox" name="channel" value={name} checked={isWanted} disabled={isForAll} />{' '}
            {visible(name)} <span class="quiet">{isForAll ? `${type}, told of every run` : type}</span>
          </label>
        ))}
        <p class="notify-foot">
          <button type="submit" class="button primary">
            Tell these
          </button>
          <a href={paths.notifications()}>All notifications</a>
        </p>
      </form>
    </details>
  );
};
