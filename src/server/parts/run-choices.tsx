import type { FC } from 'hono/jsx';
import { visible } from '../log-text.ts';

interface RunChoicesProps {
  /** Names, in the configuration's order. */
  readonly backends: readonly string[];
  /** Where it runs when nothing else is chosen; null: nobody has said. */
  readonly backend: string | null;
  /** The configured branch; null where there is none to choose. */
  readonly branch: string | null;
}

/** Fields of a form that starts a run: where, of which branch, with which labels. */
export const RunChoices: FC<RunChoicesProps> = ({ backends, backend, branch }) => (
  <>
    <BackendChoice backends={backends} chosen={backend} />
    {branch !== null && (
      <label>
        Branch <input name="branch" placeholder={visible(branch)} size={16} autocomplete="off" />
      </label>
    )}
    <label>
      Labels <input name="labels" placeholder="paper, baseline" size={18} autocomplete="off" />
    </label>
  </>
);

const BackendChoice: FC<{ backends: readonly string[]; chosen: string | null }> = ({ backends, chosen }) => (
  <label>
    Run on{' '}
    <select name="backend" required>
      {chosen === null && backends.length > 1 && <option value="">choose a backend</option>}
      {backends.map((name) => (
        <option value={name} selected={name === chosen}>
          {visible(name)}
        </option>
      ))}
    </select>
  </label>
);
