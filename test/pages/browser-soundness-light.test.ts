import { BrowserSite } from './browser-site.ts';
import { openedPartsAreSound, pagesAreSound } from './soundness.ts';

const hut = BrowserSite.forEachTest();
const look = { words: 'light', options: {} };

pagesAreSound(hut, look);
openedPartsAreSound(hut, look);
