import type { Cluster } from '../cluster/cluster.ts';
import { endProcesses, isGone } from '../cluster/process-tree.ts';

/** What stands beside the run and is none of its business. */
export interface Foreigners {
  /** One sentence for each that was touched. */
  touched(): Promise<string[]>;
  stop(): Promise<void>;
}

/** A job of another user, one of our own user with a token that is not of this program, and a process of our user. */
export async function startForeigners(cluster: Cluster): Promise<Foreigners> {
  const sbatch = 'sbatch --parsable --mem=10M --time=2:00:00 --job-name=foreigner';
  const submit = async (as: 'user' | 'root', more = '') => {
    const { stdout, stderr } = await cluster.run(as, `cd /tmp && ${sbatch} ${more} --wrap "sleep 7200"`);
    if (!/^\d+\n$/.test(stdout)) throw new Error(`a foreign job could not be submitted: ${stderr}`);
    return stdout.trim();
  };
  const jobs = [
    await submit('root', '--output=/dev/null'),
    await submit('user', '--comment=deadbeef.1 --output=/dev/null'),
  ];
  const started = await cluster.run('user', 'setsid sleep 7200 > /dev/null 2>&1 & echo $!');
  const pid = Number(started.stdout);
  return {
    touched: async () => {
      const { stdout } = await cluster.run('root', 'squeue -h -o "%i %T %r"');
      const running = stdout.split('\n').filter((line) => /^\d+ RUNNING /.test(line));
      return [
        ...jobs
          .filter((job) => !running.some((line) => line.startsWith(`${job} `)))
          .map((job) => `job ${job}`),
        ...(isGone(pid) ? [`process ${pid}`] : []),
      ];
    },
    stop: async () => {
      await endProcesses([pid]);
      await cluster.run('root', `scancel ${jobs.join(' ')}`);
    },
  };
}
