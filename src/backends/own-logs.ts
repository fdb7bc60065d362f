import { quotePath } from '../transport/quote.ts';
import { folderOf } from './job-files.ts';

/** Lines with which a job opens its logs itself, where no scheduler does. `~` works in the paths. */
export function openLogs(output: string, error: string): string {
  const folders = [...new Set([folderOf(output), folderOf(error)])].map(path);
  const errors = output === error ? '2>&1' : `2> ${path(error)}`;
  return `mkdir -p ${folders.join(' ')}\nexec > ${path(output)} ${errors}\n\n`;
}

function path(text: string): string {
  return quotePath(text.startsWith('-') ? `./${text}` : text);
}
