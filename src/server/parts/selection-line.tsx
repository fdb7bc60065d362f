import type { FC } from 'hono/jsx';
import type { RunSelection } from '../../wire/paths.ts';
import { visible } from '../log-text.ts';
import { isChoosing } from '../run-selection.ts';
import { stateWord } from '../words.ts';

interface SelectionLineProps {
  readonly selection: RunSelection;
  /** The address of the same view of another selection. */
  readonly href: (selection: RunSelection) => string;
}

/** Says what is left out, each with a link that takes it back. Nothing where all is shown. */
export const SelectionLine: FC<SelectionLineProps> = ({ selection, href }) => {
  if (!isChoosing(selection)) return null;
  const { status, group, q } = selection;
  const without = (key: keyof RunSelection) => href({ ...selection, [key]: undefined });
  return (
    <p class="chosen">
      <span>Only tasks</span>
      {status !== undefined && <Chosen words={`that are ${stateWord(status)}`} href={without('status')} />}
      {group !== undefined && <Chosen words={`of ${visible(group)}`} href={without('group')} />}
      {q !== undefined && <Chosen words={`named like ${visible(q)}`} href={without('q')} />}
    </p>
  );
};

const Chosen: FC<{ words: string; href: string }> = ({ words, href }) => (
  <a class="toggle" href={href} title="Show the others too">
    {words} <span aria-hidden="true">✕</span>
    <span class="only-read">: show the others too</span>
  </a>
);
