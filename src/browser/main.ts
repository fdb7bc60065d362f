import { registerForms } from './forms.ts';
import { listenForKeys } from './keys.ts';
import { LazyPart } from './lazy-parts.ts';
import { registerListKeys } from './list-keys.ts';
import { LiveStream } from './live-stream.ts';
import { registerSelection } from './selection.ts';
import { TaskList } from './task-list.ts';
import { keepTimesTrue } from './times.ts';

// Everything here betters pages that work without it.
document.documentElement.classList.add('scripted');
customElements.define('live-stream', LiveStream);
customElements.define('lazy-part', LazyPart);
customElements.define('task-list', TaskList);
registerForms();
registerListKeys();
listenForKeys();
registerSelection();
keepTimesTrue();
