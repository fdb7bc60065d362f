import { registerForms } from './forms.ts';
import { LazyPart, registerGroups } from './lazy-parts.ts';
import { registerLineNumbers } from './line-numbers.ts';
import { LiveStream } from './live-stream.ts';
import { registerSelection } from './selection.ts';
import { keepTimesTrue } from './times.ts';

// Everything here betters pages that work without it.
document.documentElement.classList.add('scripted');
customElements.define('live-stream', LiveStream);
customElements.define('lazy-part', LazyPart);
registerForms();
registerGroups();
registerLineNumbers();
registerSelection();
keepTimesTrue();
