import { isNode, type Node, place, type SourceFile } from './source-file.ts';

/** Text that closes and reopens a shell's single quotes: the mark of a second quoting function. */
export function shellQuoting(files: readonly SourceFile[], allowedFile: string): string[] {
  return files
    .filter(({ path }) => path !== allowedFile)
    .flatMap((file) =>
      file.nodes
        .filter(({ node }) => /'\\''|'"'"'/.test(textOf(node)))
        .map(({ node }) => `${place(file, node)}: quotes for a shell; use \`quote\` of ${allowedFile}`),
    );
}

/** What a Content-Security-Policy would block, and ways around the escaping of TSX. */
export function unsafePages(files: readonly SourceFile[], rawHtmlFile: string): string[] {
  return files.flatMap((file) =>
    file.nodes.flatMap(({ node, ancestors }) => {
      const fault = pageFault(node, ancestors.at(-1), file.path === rawHtmlFile, rawHtmlFile);
      return fault === null ? [] : [`${place(file, node)}: ${fault}`];
    }),
  );
}

function pageFault(
  node: Node,
  parent: Node | undefined,
  mayBeRaw: boolean,
  rawHtmlFile: string,
): string | null {
  if (node.type === 'JSXElement') return inlineCode(node);
  if (node.type === 'JSXAttribute') return attributeFault(node, parent);
  if (node.type === 'TemplateElement' || node.type === 'Literal') return markupFault(textOf(node));
  if (node.type !== 'CallExpression' || !isNode(node.callee)) return null;
  return node.callee.name === 'raw' && !mayBeRaw
    ? `unescaped HTML; let TSX escape it, or do it in ${rawHtmlFile}`
    : null;
}

function inlineCode(node: Node): string | null {
  const name = elementName(node.openingElement);
  if (name !== 'script' && name !== 'style') return null;
  const children = Array.isArray(node.children) ? node.children.filter(isNode) : [];
  const isEmpty = children.every((child) => child.type === 'JSXText' && textOf(child).trim() === '');
  return isEmpty ? null : `an inline <${name}>; put it into a file of src/browser and load that`;
}

function attributeFault(node: Node, parent: Node | undefined): string | null {
  const name = isNode(node.name) ? String(node.name.name) : '';
  if (name === 'dangerouslySetInnerHTML') return 'unescaped HTML; pass text or elements as children';
  if (/^on[a-z]/i.test(name)) return `an inline handler ${name}; listen in src/browser`;
  const value = isNode(node.value) ? textOf(node.value) : '';
  const isLink = elementName(parent) === 'a';
  const loads = /^(src|srcset|href|action|data|poster)$/.test(name) && /^\s*(https?:)?\/\//.test(value);
  return loads && !isLink ? `loads ${value} from another host; serve a copy from our own assets` : null;
}

/** Markup written as text, in `html` templates. */
function markupFault(text: string): string | null {
  if (/<script(?![^>]*\bsrc=)[^>]*>/i.test(text))
    return 'an inline <script>; put it into a file of src/browser and load that';
  if (/<(script|img|link|iframe)\b[^>]*(src|href)=["']?(https?:)?\/\//i.test(text))
    return 'loads from another host; serve a copy from our own assets';
  return null;
}

/** Style sheets that load from other hosts. */
export function foreignStyles(sheets: readonly { readonly path: string; readonly text: string }[]): string[] {
  return sheets
    .filter(({ text }) => /(url\(\s*["']?|@import\s+["'])(https?:)?\/\//i.test(text))
    .map(({ path }) => `${path}: loads from another host; serve a copy from our own assets`);
}

function elementName(node: unknown): string {
  return isNode(node) && isNode(node.name) ? String(node.name.name) : '';
}

function textOf(node: Node): string {
  if (node.type === 'TemplateElement') {
    const value = node.value;
    return typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : '';
  }
  if (node.type === 'JSXText') return String(node.value);
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : '';
}
