import { fetchPart, showMessage } from '../fetch-part.ts';
import { applyFragments, STALE_EVENT } from '../morph.ts';
import { openTask } from '../task-column.ts';
import { whileWaiting } from '../waiting.ts';
import { type Direction, nearest } from './nearest.ts';
import { holds, kept, LEGIBLE, look, pan, type Rectangle, reveal, type Sight, whole, zoom } from './sight.ts';

/** Least pause between two pictures of the graph, in milliseconds: a large run changes several times a second. */
const PAUSE_MS = 1_500;
/** Of the window onto the graph, and of what stands around it; in pixels. */
const LEAST_HEIGHT = 220;
const ABOVE = 340;
/** A pointer that moved less has pressed, not pulled; in pixels. */
const PRESS = 4;

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/**
 * `<run-graph data-href>`: lets one move in the graph that the server has drawn, and asks for it anew when tasks have
 * changed. Boxes keep their places: only their colours and words change.
 */
export class RunGraph extends HTMLElement {
  #sight: Sight = { x: 0, y: 0, scale: 1 };
  #pause: ReturnType<typeof setTimeout> | undefined;
  #isStale = false;
  #pulled: { x: number; y: number; readonly startX: number; readonly startY: number } | null = null;
  readonly #onStale = (event: Event) => {
    if (event.target instanceof Element && event.target.id === 'run-tick') this.#freshen();
  };
  /** What is marked stays in sight when a task opens beside. */
  readonly #onResize = new ResizeObserver(() => {
    const marked = this.querySelector('a.kin-self');
    this.#show(marked === null ? this.#sight : reveal(this.#sight, rectangleOf(marked), this.#pane()));
  });

  connectedCallback(): void {
    document.addEventListener(STALE_EVENT, this.#onStale);
    this.addEventListener('click', (event) => this.#onClick(event));
    this.addEventListener('keydown', (event) => this.#onKey(event));
    this.addEventListener('focusin', (event) => this.#onFocus(event));
    const pane = this.#window();
    pane.addEventListener('pointerdown', (event) => this.#onPress(event));
    pane.addEventListener('pointermove', (event) => this.#onPull(event));
    for (const end of ['pointerup', 'pointercancel'] as const)
      pane.addEventListener(end, () => pane.classList.remove('is-pulled'));
    pane.addEventListener('wheel', (event) => this.#onWheel(event), { passive: false });
    this.#onResize.observe(pane);
    this.#size();
    this.#show(look(this.#focus(), this.#whole(), this.#pane()));
    this.#rove();
  }

  disconnectedCallback(): void {
    document.removeEventListener(STALE_EVENT, this.#onStale);
    this.#onResize.disconnect();
    clearTimeout(this.#pause);
  }

  #window(): HTMLElement {
    return this.querySelector<HTMLElement>('#graph-window') ?? this;
  }

  #pane(): { width: number; height: number } {
    const { clientWidth, clientHeight } = this.#window();
    return { width: clientWidth, height: clientHeight };
  }

  /** The whole drawing, with its margin. */
  #whole(): Rectangle {
    const svg = this.querySelector('#graph-map');
    return rectangle(svg?.getAttribute('viewBox') ?? '');
  }

  #focus(): Rectangle {
    return rectangle(this.querySelector<SVGElement>('#graph-svg')?.dataset.focus ?? '');
  }

  /** As high as the drawing needs, within limits; it does not shrink again while somebody looks. */
  #size(): void {
    const pane = this.#window();
    const { width, height } = this.#whole();
    const needed = Math.ceil(Math.min(1, pane.clientWidth / Math.max(1, width) / LEGIBLE) * height);
    const wanted = Math.min(Math.max(LEAST_HEIGHT, needed), Math.max(LEAST_HEIGHT, innerHeight - ABOVE));
    if (wanted > pane.clientHeight || pane.style.height === '') pane.style.height = `${wanted}px`;
  }

  #show(sight: Sight): void {
    const pane = this.#pane();
    this.#sight = kept(sight, this.#whole(), pane);
    const { x, y, scale } = this.#sight;
    const [width, height] = [pane.width / scale, pane.height / scale];
    this.querySelector('#graph-svg')?.setAttribute('viewBox', [x, y, width, height].join(' '));
    const mark = this.querySelector('#graph-sight');
    for (const [name, value] of Object.entries({ x, y, width, height }))
      mark?.setAttribute(name, String(value));
    const isAllSeen = holds({ x: x - 1, y: y - 1, width: width + 2, height: height + 2 }, this.#whole());
    this.querySelector('#graph-map')?.toggleAttribute('hidden', isAllSeen);
  }

  // What changes

  #freshen(): void {
    this.#isStale = true;
    if (this.#pause !== undefined) return;
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      if (this.#isStale && !document.hidden) void this.#load(this.dataset.href ?? '');
    }, PAUSE_MS);
  }

  /** Shows another picture; what `anchor` names stays where it is in the window. */
  async #load(href: string, anchor: string | null = null): Promise<boolean> {
    this.#isStale = false;
    const answer = await fetchPart(href);
    if (!answer.ok) {
      // What nobody asked for is asked again; that there is no contact, the page says by itself.
      if (href === this.dataset.href && !answer.isReached) this.#freshen();
      else showMessage(answer.html);
      return false;
    }
    const before = anchor === null ? null : this.#boxOf(anchor);
    applyFragments(answer.html);
    this.#size();
    const after = anchor === null ? null : this.#boxOf(anchor);
    const { x, y, scale } = this.#sight;
    const moved =
      before !== null && after !== null ? { x: after.x - before.x, y: after.y - before.y } : { x: 0, y: 0 };
    this.#show({ x: x + moved.x, y: y + moved.y, scale });
    this.#rove();
    return true;
  }

  // What the reader does

  #onClick(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest<HTMLElement>('[data-zoom]');
    if (button) this.#onTool(button.dataset.zoom ?? '');
    const link = target?.closest('a') ?? null;
    if (link === null || event.ctrlKey || event.metaKey) return;
    if (this.#pulled !== null && distance(this.#pulled) > PRESS) {
      event.preventDefault();
      return;
    }
    if (event.shiftKey || link.hasAttribute('data-task')) {
      event.preventDefault();
      void this.#mark(link.id.replace(/^box-/, ''));
      if (!event.shiftKey) openTask(link.getAttribute('href') ?? '');
      return;
    }
    if (!link.hasAttribute('data-graph')) return;
    event.preventDefault();
    void this.#open(link);
  }

  async #open(link: Element): Promise<void> {
    const address = link.getAttribute('href') ?? '';
    const url = new URL(address, location.href);
    const pin = new URL(this.dataset.href ?? '', location.href).searchParams.get('pin');
    if (pin !== null) url.searchParams.set('pin', pin);
    if (await whileWaiting(this, this.#load(url.pathname + url.search, link.id)))
      history.replaceState(history.state, '', address);
  }

  /** Marks what that box needs, and what needs it. */
  async #mark(key: string): Promise<void> {
    const url = new URL(this.dataset.href ?? '', location.href);
    url.searchParams.set('from', key);
    await whileWaiting(this, this.#load(url.pathname + url.search));
  }

  #onTool(what: string): void {
    const pane = this.#pane();
    const middle = { x: pane.width / 2, y: pane.height / 2 };
    if (what === 'fit') this.#show(whole(this.#whole(), pane));
    else if (what === 'active') this.#show(look(this.#focus(), this.#whole(), pane));
    else this.#show(zoom(this.#sight, what === 'in' ? 1.4 : 1 / 1.4, middle));
  }

  #onKey(event: KeyboardEvent): void {
    const boxes = [...this.querySelectorAll<SVGElement>('a.box')];
    const from = event.target instanceof SVGElement ? boxes.indexOf(event.target) : -1;
    const direction = ARROWS[event.key];
    if (from === -1 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (direction === undefined && event.key !== '+' && event.key !== '-') return;
    event.preventDefault();
    if (direction === undefined) {
      this.#onTool(event.key === '+' ? 'in' : 'out');
      return;
    }
    const next = nearest(boxes.map(rectangleOf), from, direction);
    if (next !== null) boxes[next]?.focus();
  }

  /** One box can be reached by Tab; arrows lead to the others. */
  #rove(current: Element | null = this.querySelector('a.box[tabindex="0"]')): void {
    const boxes = [...this.querySelectorAll('a.box')];
    const chosen = current !== null && boxes.includes(current) ? current : boxes[0];
    for (const box of boxes) box.setAttribute('tabindex', box === chosen ? '0' : '-1');
  }

  #onFocus(event: FocusEvent): void {
    const box = event.target instanceof Element ? event.target.closest('a.box') : null;
    if (!(box instanceof SVGElement)) return;
    this.#rove(box);
    if (box.matches(':focus-visible')) this.#show(reveal(this.#sight, rectangleOf(box), this.#pane()));
    // The browser may have scrolled to what was outside of the drawing's own window.
    this.#window().scrollTo(0, 0);
  }

  #boxOf(id: string): Rectangle | null {
    const box = document.getElementById(id);
    return box === null ? null : rectangleOf(box);
  }

  // Moving by hand

  #onPress(event: PointerEvent): void {
    if (event.button !== 0) return;
    const { clientX: x, clientY: y } = event;
    this.#pulled = { x, y, startX: x, startY: y };
    const map = this.querySelector('#graph-map');
    if (map !== null && event.target instanceof Node && map.contains(event.target))
      this.#toPointer(event, map);
  }

  #onPull(event: PointerEvent): void {
    if (event.buttons !== 1 || this.#pulled === null) return;
    const map = this.querySelector('#graph-map');
    if (map !== null && event.target instanceof Node && map.contains(event.target)) {
      this.#toPointer(event, map);
      return;
    }
    const { x, y } = this.#pulled;
    this.#pulled = { ...this.#pulled, x: event.clientX, y: event.clientY };
    if (distance(this.#pulled) <= PRESS) return;
    if (!this.#window().hasPointerCapture(event.pointerId)) this.#window().setPointerCapture(event.pointerId);
    this.#window().classList.add('is-pulled');
    this.#show(pan(this.#sight, event.clientX - x, event.clientY - y));
  }

  /** What is pressed in the small map comes into the middle. */
  #toPointer(event: PointerEvent, map: Element): void {
    const place = map.getBoundingClientRect();
    const whole = this.#whole();
    const scale = Math.min(place.width / whole.width, place.height / whole.height);
    const pane = this.#pane();
    const x = whole.x + whole.width / 2 + (event.clientX - place.x - place.width / 2) / scale;
    const y = whole.y + whole.height / 2 + (event.clientY - place.y - place.height / 2) / scale;
    this.#show({
      x: x - pane.width / this.#sight.scale / 2,
      y: y - pane.height / this.#sight.scale / 2,
      scale: this.#sight.scale,
    });
  }

  /** The wheel scrolls the page; with Ctrl, and by pinching, it zooms. */
  #onWheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { x, y } = this.#window().getBoundingClientRect();
    const at = { x: event.clientX - x, y: event.clientY - y };
    this.#show(zoom(this.#sight, Math.exp(-event.deltaY / 300), at));
  }
}

function distance({
  x,
  y,
  startX,
  startY,
}: {
  x: number;
  y: number;
  startX: number;
  startY: number;
}): number {
  return Math.hypot(x - startX, y - startY);
}

function rectangle(text: string): Rectangle {
  const [x = 0, y = 0, width = 0, height = 0] = text.split(' ').map(Number);
  return { x, y, width, height };
}

/** Of the ground that a box is painted on. */
function rectangleOf(box: Element): Rectangle {
  const ground = box.querySelector('.box-ground');
  const of = (name: string) => Number(ground?.getAttribute(name) ?? 0);
  return { x: of('x'), y: of('y'), width: of('width'), height: of('height') };
}
