import { connect } from 'node:net';
import { basename, join } from 'node:path';

// One program for all clients of a stand-in for PBS: it carries what it was called with to the stand-in's socket and
// prints what comes back. Copies of it, without the types, lie as `qsub`, `qstat` and so on in the stand-in's folder.

const INPUT_WANTED = 'input\n';

const call = {
  program: basename(process.argv[1] ?? ''),
  args: process.argv.slice(2),
  cwd: process.cwd(),
  env: process.env,
};
const answer: Buffer[] = [];
const socket = connect({ path: join(import.meta.dirname, '..', 'server'), allowHalfOpen: true });
socket.write(`${JSON.stringify(call)}\n`);
socket.on('data', (chunk: Buffer) => {
  if (answer.length === 0 && chunk.toString() === INPUT_WANTED) process.stdin.pipe(socket);
  else answer.push(chunk);
});
socket.on('end', () => {
  const { stdout, stderr, exitCode } = JSON.parse(Buffer.concat(answer).toString());
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = exitCode;
  process.stdin.destroy();
  socket.destroy();
});
socket.on('error', (error: Error) => {
  process.stderr.write(`${call.program}: the stand-in for PBS has been stopped: ${error.message}\n`);
  process.exitCode = 255;
});
