/** One line of qstat's short table. */
export interface Row {
  readonly id: string;
  readonly name: string;
  readonly user: string;
  readonly used: string;
  readonly state: string;
  readonly queue: string;
}

const OPENPBS_HEAD = `Job id            Name             User              Time Use S Queue
----------------  ---------------- ----------------  -------- - -----
`;
const TORQUE_HEAD = `Job ID                    Name             User            Time Use S Queue
------------------------- ---------------- --------------- -------- - -----
`;

/** Nothing at all where there are no jobs. */
export function tableOf(rows: readonly Row[], isTorque: boolean): string {
  if (rows.length === 0) return '';
  const line = ({ id, name, user, used, state, queue }: Row) =>
    isTorque
      ? `${id.padEnd(26)} ${cut(name, 16)} ${cut(user, 15)} ${used.padStart(8)} ${state} ${cut(queue, 15)}\n`
      : `${id.padEnd(16)}  ${cut(name, 16)} ${cut(user, 16)}  ${used.padStart(8)} ${state} ${cut(queue, 16)}\n`;
  return (isTorque ? TORQUE_HEAD : OPENPBS_HEAD) + rows.map(line).join('');
}

function cut(text: string, width: number): string {
  return text.length <= width ? text.padEnd(width) : `${text.slice(0, width - 1)}*`;
}
