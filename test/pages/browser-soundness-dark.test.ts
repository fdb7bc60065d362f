import { BrowserSite } from './browser-site.ts';
import { openedPartsAreSound, pagesAreSound } from './soundness.ts';

const hut = BrowserSite.forEachTest();
const look = { words: 'dark', options: { dark: true } };

pagesAreSound(hut, look);
openedPartsAreSound(hut, look);
