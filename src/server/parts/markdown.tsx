import type { Child, FC } from 'hono/jsx';
import { Lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import { visible } from '../log-text.ts';
import { fragmentText } from '../render.ts';

/** Where files lie of which a text speaks by their paths: the address of one, or null where it is not shown. */
export interface Beside {
  link(path: string): string | null;
  picture(path: string): string | null;
}

/** No address in a text is longer; the same one may be meant in very many places. */
const MOST_ADDRESS = 2_000;
const MOST_HTML = 1024 * 1024;

/**
 * HTML of Markdown from outside. `marked` finds out what is meant; the elements are made here, each text escaped, so that
 * nothing but those below can come out. HTML in the text is text. Null where the text is nested too deeply, or becomes
 * too much.
 */
export function markdownHtml(text: string, beside: Beside): string | null {
  try {
    const html = fragmentText(<Blocks tokens={new Lexer().lex(visible(text))} beside={beside} />);
    return html.length <= MOST_HTML ? html : null;
  } catch {
    // Ten thousand quotations in each other are more than the stack holds.
    return null;
  }
}

interface TokensProps {
  readonly tokens: readonly Token[];
  readonly beside: Beside;
}

const Blocks: FC<TokensProps> = ({ tokens, beside }) => (
  <>{tokens.map((token) => block(token as MarkedToken, beside))}</>
);

function block(token: MarkedToken, beside: Beside): Child {
  switch (token.type) {
    case 'heading':
      return <Heading token={token} beside={beside} />;
    case 'paragraph':
      return (
        <p>
          <Inlines tokens={token.tokens} beside={beside} />
        </p>
      );
    case 'blockquote':
      return (
        <blockquote>
          <Blocks tokens={token.tokens} beside={beside} />
        </blockquote>
      );
    case 'code':
      return <pre tabindex={0}>{token.text}</pre>;
    case 'hr':
      return <hr />;
    case 'list':
      return <List list={token} beside={beside} />;
    case 'table':
      return <Table table={token} beside={beside} />;
    case 'html':
      return <p>{token.text}</p>;
    case 'space':
    case 'def':
      return null;
    default:
      return inline(token, beside);
  }
}

/** Below those of the page, which has two levels of its own. */
const Heading: FC<{ readonly token: Tokens.Heading; readonly beside: Beside }> = ({ token, beside }) => {
  const words = <Inlines tokens={token.tokens} beside={beside} />;
  if (token.depth === 1) return <h3>{words}</h3>;
  return token.depth === 2 ? <h4>{words}</h4> : <h5>{words}</h5>;
};

const List: FC<{ readonly list: Tokens.List; readonly beside: Beside }> = ({ list, beside }) => {
  const items = list.items.map(({ tokens }) => (
    <li>
      <Blocks tokens={tokens} beside={beside} />
    </li>
  ));
  if (!list.ordered) return <ul>{items}</ul>;
  return <ol start={Number(list.start) || 0}>{items}</ol>;
};

const Table: FC<{ readonly table: Tokens.Table; readonly beside: Beside }> = ({ table, beside }) => (
  <div class="table-room" tabindex={0}>
    <table>
      <thead>
        <tr>
          {table.header.map(({ tokens, align }) => (
            <th scope="col" class={align === 'right' ? 'number' : undefined}>
              <Inlines tokens={tokens} beside={beside} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row) => (
          <tr>
            {row.map(({ tokens, align }) => (
              <td class={align === 'right' ? 'number' : undefined}>
                <Inlines tokens={tokens} beside={beside} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const Inlines: FC<TokensProps> = ({ tokens, beside }) => (
  <>{tokens.map((token) => inline(token as MarkedToken, beside))}</>
);

function inline(token: MarkedToken, beside: Beside): Child {
  switch (token.type) {
    case 'strong':
      return (
        <strong>
          <Inlines tokens={token.tokens} beside={beside} />
        </strong>
      );
    case 'em':
      return (
        <em>
          <Inlines tokens={token.tokens} beside={beside} />
        </em>
      );
    case 'del':
      return (
        <del>
          <Inlines tokens={token.tokens} beside={beside} />
        </del>
      );
    case 'codespan':
      return <code>{token.text}</code>;
    case 'br':
      return <br />;
    case 'link':
      return <Link link={token} beside={beside} />;
    case 'image':
      return <Picture image={token} beside={beside} />;
    case 'checkbox':
      return token.checked ? '☑ ' : '☐ ';
    case 'text':
      return token.tokens === undefined ? token.text : <Inlines tokens={token.tokens} beside={beside} />;
    case 'escape':
      return token.text;
    default:
      return token.raw;
  }
}

const Link: FC<{ readonly link: Tokens.Link; readonly beside: Beside }> = ({ link, beside }) => {
  const words = <Inlines tokens={link.tokens} beside={beside} />;
  const href = outside(link.href) ?? address(link.href, beside.link);
  if (href === null) return words;
  return (
    <a href={href} rel="noopener noreferrer nofollow">
      {words}
    </a>
  );
};

/** Only of files beside the text: nothing is loaded from other hosts. */
const Picture: FC<{ readonly image: Tokens.Image; readonly beside: Beside }> = ({ image, beside }) => {
  const src = address(image.href, beside.picture);
  if (src === null) return <span class="quiet">[picture: {image.text || image.href}]</span>;
  return <img src={src} alt={image.text} loading="lazy" />;
};

const OUTSIDE: readonly string[] = ['http:', 'https:', 'mailto:'];

function outside(href: string): string | null {
  const url = href.length <= MOST_ADDRESS ? URL.parse(href) : null;
  return url !== null && OUTSIDE.includes(url.protocol) ? url.href : null;
}

/** The address of a file that is named by its path from here on downwards. */
function address(href: string, of: (path: string) => string | null): string | null {
  if (href.length > MOST_ADDRESS || /^[/\\]|^[a-z][a-z0-9+.-]*:|[?#\t\n]/i.test(href)) return null;
  const path = decoded(href)?.replace(/^(\.\/+)+/, '');
  if (path === undefined || path.includes('\0')) return null;
  const isBelow = path.split('/').every((step) => step !== '' && step !== '.' && step !== '..');
  return isBelow ? of(path) : null;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
