import { registerForms } from './forms.ts';
import { registerGroups } from './lazy-parts.ts';
import { LiveStream } from './live-stream.ts';
import { LogView } from './log/log-view.ts';
import { registerSelection } from './selection.ts';
import { TaskPanel } from './task-panel.ts';
import { keepTimesTrue } from './times.ts';

// Everything here betters pages that work without it.
document.documentElement.classList.add('scripted');
customElements.define('live-stream', LiveStream);
customElements.define('log-view', LogView);
customElements.define('task-panel', TaskPanel);
registerForms();
registerGroups();
registerSelection();
keepTimesTrue();
