import { statfsSync } from 'node:fs';
import { storeError } from './store-error.ts';

/**
 * Types of statfs(2) whose memory maps or locks are not safe for a write-ahead log (https://sqlite.org/wal.html,
 * "the WAL file must be on the same host"). FUSE stands here because sshfs, glusterfs and s3fs hide behind it.
 */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0xff534d42, 'SMB'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x19830326, 'BeeGFS'],
  [0x00c36400, 'Ceph'],
  [0xaad7aaea, 'PanFS'],
  [0x5346414f, 'AFS'],
  [0x6b414653, 'AFS'],
  [0x73757245, 'Coda'],
  [0x01161970, 'GFS2'],
  [0x7461636f, 'OCFS2'],
  [0x01021997, '9P'],
  [0x65735546, 'FUSE'],
]);

/** The name of the network file system of that statfs(2) type; null for disks of this machine. */
export function networkFileSystem(type: number): string | null {
  return NETWORK_FILE_SYSTEMS.get(type >>> 0) ?? null;
}

/**
 * Refuses a state file on a network file system. Only Linux numbers its file systems in this way; elsewhere all pass.
 * @throws StoreError saying where to put the file instead.
 */
export function refuseNetworkFileSystem(
  path: string,
  folder: string,
  type = process.platform === 'linux' ? statfsSync(folder).type : 0,
): void {
  const name = networkFileSystem(type);
  if (name === null) return;
  throw storeError(
    'bad-state',
    `The state file ${path} would lie on a network file system (${name}), where it is not safe`,
    'Let data_dir name a folder on a disk of this machine, for example /var/tmp/scripthut-$USER.',
  );
}
