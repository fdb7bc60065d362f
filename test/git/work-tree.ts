import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a commit changes: texts, `null` for a file that goes, or where a symbolic link leads. */
export type Changes = Readonly<Record<string, string | null | { readonly link: string }>>;

/** Somebody's clone, from which they push to a bare repository. All of it is real. */
export class WorkTree {
  /** The bare repository. */
  readonly bare: string;
  readonly #folder: string;

  private constructor(folder: string, bare: string) {
    this.#folder = folder;
    this.bare = bare;
  }

  /** With a first commit on `main`. `bare` is made; where it is not given, beside the clone. */
  static async create(files: Changes = { 'README.md': 'hello\n' }, bare?: string): Promise<WorkTree> {
    const folder = await mkdtemp(join(tmpdir(), 'work tree '));
    const tree = new WorkTree(folder, bare ?? join(folder, 'bare.git'));
    git(folder, 'init', '-q', '--bare', '-b', 'main', tree.bare);
    git(folder, 'init', '-q', '-b', 'main', tree.#clone);
    git(tree.#clone, 'remote', 'add', 'origin', tree.bare);
    await tree.push(files);
    return tree;
  }

  get #clone(): string {
    return join(this.#folder, 'clone');
  }

  /** Commits the changes, pushes them, and gives the commit's full hash. */
  async push(changes: Changes, branch = 'main'): Promise<string> {
    const head = git(this.#clone, 'branch', '--show-current');
    if (head !== branch) git(this.#clone, 'checkout', '-q', '-B', branch);
    for (const [path, change] of Object.entries(changes)) await this.#change(path, change);
    git(this.#clone, 'add', '--all', '--force');
    git(this.#clone, 'commit', '-q', '--allow-empty', '-m', 'A change');
    git(this.#clone, 'push', '-q', '--force', 'origin', branch);
    return git(this.#clone, 'rev-parse', 'HEAD');
  }

  /** Runs git in the clone. */
  git(...words: readonly string[]): string {
    return git(this.#clone, ...words);
  }

  async #change(path: string, change: Changes[string]): Promise<void> {
    const file = join(this.#clone, path);
    await rm(file, { force: true });
    if (change === null || change === undefined) return;
    await mkdir(dirname(file), { recursive: true });
    if (typeof change !== 'string') return symlink(change.link, file);
    await writeFile(file, change);
    if (path.endsWith('.sh')) await chmod(file, 0o755);
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}

/** Without anything from the configuration of whoever runs the tests. */
export function git(folder: string, ...words: readonly string[]): string {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  return execFileSync('git', [...identity, ...words], {
    cwd: folder,
    env,
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim();
}
