import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** A mail server of so much SMTP (RFC 5321) as one delivery needs; it keeps what it got. */
export class PretendedMailServer {
  readonly mails: { readonly to: readonly string[]; readonly text: string }[] = [];
  readonly logins: string[] = [];
  /** What it answers to the whole mail. */
  answer = '250 taken';
  readonly #server: Server;

  constructor() {
    this.#server = createServer((socket) => this.#serve(socket));
  }

  async start(): Promise<number> {
    await new Promise<void>((listening) => this.#server.listen(0, '127.0.0.1', listening));
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    await new Promise((closed) => this.#server.close(closed));
  }

  #serve(socket: Socket): void {
    let rest = '';
    let to: string[] = [];
    let text: string[] | null = null;
    const say = (line: string) => socket.write(`${line}\r\n`);
    say('220 pretended');
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = `${rest}${chunk}`.split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (text !== null && line !== '.') text.push(line);
        else if (text !== null) {
          this.mails.push({ to, text: text.join('\n') });
          text = null;
          to = [];
          say(this.answer);
        } else if (/^RCPT TO:/i.test(line)) {
          to.push(line.slice(8).replace(/[<>]/g, '').trim());
          say('250 ok');
        } else if (/^DATA$/i.test(line)) {
          text = [];
          say('354 go on');
        } else this.#command(line, say, socket);
      }
    });
    socket.on('error', () => undefined);
  }

  #command(line: string, say: (line: string) => void, socket: Socket): void {
    if (/^EHLO/i.test(line)) say('250-pretended\r\n250 AUTH PLAIN');
    else if (/^STARTTLS/i.test(line)) say('454 not here');
    else if (/^AUTH PLAIN /i.test(line)) {
      this.logins.push(Buffer.from(line.slice(11), 'base64').toString().replaceAll('\0', ':'));
      say('235 in');
    } else if (/^QUIT/i.test(line)) {
      say('221 bye');
      socket.end();
    } else say('250 ok');
  }
}
