/** For tests: the answer of `recordsScript`, where these files are there. By file name: `a1b2c3d4.1.end`. */
export function recordsAnswer(files: Readonly<Record<string, string>>): string {
  const lines = Object.entries(files).flatMap(([file, text]) =>
    text
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => `${file}:${line}\n`),
  );
  return `\u001erecords\n${lines.join('')}\u001f\n`;
}
