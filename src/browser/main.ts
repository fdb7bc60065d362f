import { registerForms } from './forms.ts';
import { LazyPart, registerGroups } from './lazy-parts.ts';
import { LiveStream } from './live-stream.ts';
import { listenForNotices, NoticeSwitch } from './notice-switch.ts';
import { registerSelection } from './selection.ts';
import { keepTimesTrue } from './times.ts';

// Everything here betters pages that work without it.
document.documentElement.classList.add('scripted');
customElements.define('live-stream', LiveStream);
customElements.define('lazy-part', LazyPart);
customElements.define('notice-switch', NoticeSwitch);
registerForms();
registerGroups();
registerSelection();
keepTimesTrue();
listenForNotices();
