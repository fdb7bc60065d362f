import { registerForms } from './forms.ts';
import { RunGraph } from './graph/run-graph.ts';
import { listenForKeys } from './keys.ts';
import { LazyPart } from './lazy-parts.ts';
import { registerListKeys } from './list-keys.ts';
import { LiveStream } from './live-stream.ts';
import { LogView } from './log/log-view.ts';
import { registerTabs } from './run-tabs.ts';
import { registerSelection } from './selection.ts';
import { registerTaskColumn } from './task-column.ts';
import { TaskList } from './task-list.ts';
import { RunTimeline } from './timeline/run-timeline.ts';
import { keepTimesTrue } from './times.ts';

// Everything here betters pages that work without it.
document.documentElement.classList.add('scripted');
customElements.define('live-stream', LiveStream);
customElements.define('lazy-part', LazyPart);
customElements.define('log-view', LogView);
customElements.define('run-graph', RunGraph);
customElements.define('run-timeline', RunTimeline);
customElements.define('task-list', TaskList);
registerForms();
registerListKeys();
listenForKeys();
registerSelection();
registerTabs();
registerTaskColumn();
keepTimesTrue();
