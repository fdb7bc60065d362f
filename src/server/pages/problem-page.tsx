import type { Context } from 'hono';
import type { FC } from 'hono/jsx';
import type { Problem } from '../../engine/problem.ts';
import { paths } from '../../wire/paths.ts';
import type { ServerContext } from '../context.ts';
import { Frame } from '../parts/frame.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';

const TITLES: Readonly<Partial<Record<number, string>>> = {
  403: 'Not allowed',
  404: 'Not found',
  409: 'Not possible now',
  422: 'Not understood',
};

/** Where a page cannot be shown. */
export const ProblemPage: FC<{ c: Context; context: ServerContext; problem: Problem; status: number }> = (
  props,
) => {
  const { c, context, problem, status } = props;
  const title = TITLES[status] ?? 'That did not work';
  return (
    <Frame c={c} context={context} title={title}>
      <h1>{title}</h1>
      <ProblemNotice problem={problem} />
      <p>
        <a href={paths.runs()}>All runs</a> · <a href={paths.home()}>Overview</a>
      </p>
    </Frame>
  );
};
