import type { Backup } from '../store/backup.ts';
import type { StateReport } from '../store/check-state.ts';
import type { ImportSummary } from '../store/import/import-history.ts';

// What people read of the state file.

export function importSentence({ folder, runs, jobs }: ImportSummary): string {
  return `Imported ${counted(runs, 'run')} and ${counted(jobs, 'job')} of others from ${folder}`;
}

export function importLines(summary: ImportSummary): string[] {
  const { known } = summary;
  const before = known === 0 ? '' : `; ${counted(known, 'folder')} had been imported before`;
  return [`${importSentence(summary)}${before}`];
}

export function backupLines({ file, sizeBytes, lastEvent }: Backup): string[] {
  return [`${file}: ${megabytes(sizeBytes)}, up to event ${lastEvent}`];
}

export function checkLines(report: StateReport): string[] {
  const { version, programVersion, unfinishedRuns } = report;
  const isOld = version < programVersion;
  const rows: readonly (readonly [string, string])[] = [
    ['State', report.file],
    ['Check', 'every page and reference is in order'],
    ['Version', isOld ? `${version}; the next start brings it up to ${programVersion}` : String(version)],
    ['Size', megabytes(report.sizeBytes)],
    ['Runs', `${report.runs}${unfinishedRuns === 0 ? '' : `, ${unfinishedRuns} of them not ended`}`],
    ['Tasks', `${report.tasks}, ${counted(report.attempts, 'attempt')}`],
    ['Events', report.events === 0 ? '0' : `${report.events}, the last is number ${report.lastEvent}`],
    ['Others', `${counted(report.otherJobs, 'job')} of others`],
    ['In use', report.usedBy === null ? 'by no server' : `by process ${report.usedBy}`],
  ];
  return rows.map(([label, value]) => `${`${label}:`.padEnd(10)}${value}`);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
