import { type Problem, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { type Channel, type OpenedChannel, openChannel } from './channel.ts';
import type { Connection } from './host.ts';
import { Link } from './link.ts';
import type { Meter } from './meter.ts';
import { masterArguments, type SshTarget, sessionArguments } from './ssh-arguments.ts';
import { isSessionRefused, sshProblem } from './ssh-failure.ts';
import { makeSocketFolder, type SocketFolder, unusableFile } from './ssh-files.ts';

/** One login. */
interface Master {
  /** The session that logged in. It is kept idle: as long as it lives, so does the connection. */
  readonly keeper: Channel;
  readonly controlPath: string;
  /** Resolves when it has ended and nothing is left of it here. */
  readonly over: Promise<void>;
  /** Whether commands run on the keeper too, for want of other sessions. */
  keeperLent: boolean;
}

/** Beyond the time for connecting: for authentication, start-up files, slow home directories. */
const LOGIN_LIMIT_MS = 45_000;
const SESSION_LIMIT_MS = 30_000;

/** BatchMode does not reach the `ssh` of a jump host: this keeps it from opening a window. */
const NO_PROMPTS = { SSH_ASKPASS_REQUIRE: 'never' };

/** The login on one machine, and the sessions over it. */
export class SshConnection {
  readonly #target: SshTarget;
  readonly #label: string;
  readonly #link: Link<Master>;
  readonly #meter: Meter;
  readonly #sessions = new Map<Channel, Master>();
  readonly #closing = new AbortController();

  constructor(target: SshTarget, label: string, now: () => number, meter: Meter) {
    this.#target = target;
    this.#label = label;
    this.#meter = meter;
    this.#link = new Link({ now, connect: () => this.#logIn() });
  }

  state(): Connection {
    return this.#link.state();
  }

  /** A further shell over the one login, which is made if need be. */
  async openSession(): Promise<Result<Channel>> {
    const link = await this.#link.get();
    if (!link.ok) return link;
    const master = link.value;
    const opened = await this.#startSession(master);
    if (opened.ok) {
      const { channel } = opened;
      this.#sessions.set(channel, master);
      void channel.ended.then(() => this.#sessions.delete(channel));
      return ok(channel);
    }
    if (isSessionRefused(opened.failure)) return this.#lendKeeper(master);
    if (opened.failure.timedOut) return failed(sshProblem(this.#label, opened.failure));
    // The master, or the socket that leads to it, is gone. Sessions that still work are not cut for that.
    if (![...this.#sessions.values()].includes(master)) {
      master.keeper.drop();
      this.#link.lost(master, this.#lostProblem());
    }
    return failed(this.#lostProblem());
  }

  /**
   * Gives up a session whose command hangs. Its processes on the machine get HUP, by way of another session of the
   * same login: after a new one, the same process id could be somebody else's.
   */
  hangUp(channel: Channel): void {
    const master = this.#sessions.get(channel);
    channel.drop();
    if (master !== undefined && master === this.#link.current())
      void this.#hangUpThere(master, channel.shellPid);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const master = this.#link.current();
    master?.keeper.drop();
    await master?.over;
  }

  async #logIn(): Promise<Result<Master>> {
    const unusable = await unusableFile(this.#target);
    if (unusable !== null) return failed(unusable);
    const folder = await makeSocketFolder();
    if (!folder.ok) return folder;
    const controlPath = `${folder.value.path}/ssh`;
    const connectMs = (this.#target.connectTimeoutSeconds ?? 15) * 1000;
    const opened = await openChannel({
      argv: masterArguments(this.#target, controlPath),
      environment: { ...process.env, ...NO_PROMPTS },
      openLimitMs: connectMs + LOGIN_LIMIT_MS,
      dropSignal: 'SIGKILL',
      signal: this.#closing.signal,
      meter: this.#meter,
    });
    if (opened.ok) {
      this.#meter.login();
      return ok(this.#master(opened.channel, controlPath, folder.value));
    }
    await folder.value.remove();
    return failed(sshProblem(this.#label, opened.failure));
  }

  #master(keeper: Channel, controlPath: string, folder: SocketFolder): Master {
    const over = keeper.ended.then(() => {
      this.#link.lost(master, this.#lostProblem());
      return folder.remove();
    });
    const master: Master = { keeper, controlPath, over, keeperLent: false };
    return master;
  }

  #startSession(master: Master): Promise<OpenedChannel> {
    const argv = sessionArguments(this.#target, master.controlPath);
    return openChannel({
      argv,
      openLimitMs: SESSION_LIMIT_MS,
      dropSignal: 'SIGKILL',
      signal: this.#closing.signal,
      meter: this.#meter,
    });
  }

  /** Where sshd allows a single session for each connection, commands run on the one that logged in. */
  #lendKeeper(master: Master): Result<Channel> {
    if (this.#sessions.size > 0 || master.keeperLent || !master.keeper.isOpen) {
      return failed(
        problem('unreachable', `${this.#label}: the machine allows no further session (MaxSessions)`),
      );
    }
    master.keeperLent = true;
    return ok(master.keeper);
  }

  async #hangUpThere(master: Master, shellPid: number): Promise<void> {
    const opened = await this.#startSession(master);
    if (!opened.ok) return;
    const script = `kill -s HUP -- -${shellPid}`;
    await opened.channel.run({ script, purpose: 'hang up', timeLimitMs: SESSION_LIMIT_MS });
    opened.channel.drop();
  }

  #lostProblem(): Problem {
    return problem('unreachable', `${this.#label}: the connection was lost`, {
      hint: 'It is made again by itself.',
    });
  }
}
