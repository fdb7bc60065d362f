/**
 * How a user without any tool hands in many tasks: scripts for `sh` on the login node. What the tasks do is the same as ours.
 */

/** One array of all tasks: a table with a line for each, and a small script that picks its line. */
export function arrayByHand(commands: readonly string[]): string {
  return `mkdir -p ~/by-hand/logs && cd ~/by-hand && cat > table <<'END_OF_TABLE'
${commands.join('\n')}
END_OF_TABLE
sbatch --parsable --array=1-${commands.length} --time=10:00 --mem=10M --output=logs/%A_%a.out <<'END_OF_SCRIPT'
#!/bin/sh
sh -c "$(sed -n "\${SLURM_ARRAY_TASK_ID}p" ~/by-hand/table)"
END_OF_SCRIPT
`;
}

/** A call of sbatch for each task. Time limits are in minutes. */
export function loopByHand(count: number, limitOf: 'the same' | 'each its own'): string {
  const limit = limitOf === 'the same' ? '10' : '$number';
  return `mkdir -p ~/by-hand/logs && cd ~/by-hand || exit
printf '#!/bin/sh\\ntrue\\n' > task
number=1
while [ $number -le ${count} ]; do
  sbatch --parsable --time=${limit} --mem=10M --output=logs/%j.out task || exit
  number=$((number + 1))
done
`;
}

/** A chain: each job waits for the one before. */
export function chainByHand(bodies: readonly string[]): string {
  const calls = bodies.map(
    (
      body,
    ) => `job=$(sbatch --parsable \${job:+--dependency=afterok:$job} --time=10:00 --mem=10M --output=/dev/null <<'END_OF_SCRIPT'
#!/bin/sh
${body}
END_OF_SCRIPT
) || exit`,
  );
  return `job=\n${calls.join('\n')}\n`;
}
