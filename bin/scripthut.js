#!/usr/bin/env node
// Plain JavaScript that an old Node can read too: it finds a Node that is new enough, then starts the program.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

const NEEDED = [24, 15];
const LAUNCHED = 'SCRIPTHUT_LAUNCHED';

/** Whether a version like `24.15.0` is at least the one needed. */
function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
}

/** Starts this same file with another Node and ends as that one ends. */
function relaunch(node) {
  const child = spawn(node, process.argv.slice(1), {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: Object.assign({}, process.env, { [LAUNCHED]: '1' }),
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // A terminal sends Ctrl-C to both processes by itself.
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)));
  }
  child.on('error', (error) => {
    process.stderr.write(`scripthut: cannot start ${node}: ${error.message}\n`);
    process.exit(2);
  });
  child.on('exit', (code) => process.exit(code === null ? 1 : code));
}

/** Started by `relaunch`: when the launcher is gone, however it ended, this process is not wanted any more. */
function endWithLauncher() {
  delete process.env[LAUNCHED];
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}

async function start() {
  const program = new URL('../dist/scripthut.js', import.meta.url);
  if (!existsSync(program)) {
    process.stderr.write('scripthut: the program has not been built; run "npm run build" in its folder\n');
    process.exit(2);
  }
  if (process.env[LAUNCHED] !== undefined && process.channel) endWithLauncher();
  // Beside the program: the default, a folder in /tmp, is shared with strangers.
  nodeModule.enableCompileCache?.(fileURLToPath(new URL('../dist/compile-cache', import.meta.url)));
  await import(program.href);
}

const ownNode = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
if (isNewEnough(process.versions.node)) {
  await start();
} else if (process.env[LAUNCHED] === undefined && existsSync(ownNode)) {
  relaunch(ownNode);
} else {
  process.stderr.write(
    `scripthut: this is Node ${process.versions.node}, and Node ${NEEDED.join('.')} or newer is needed; try: npx -p node@24 -p scripthut scripthut\n`,
  );
  process.exit(2);
}
