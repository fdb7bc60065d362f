import { BrowserSite } from './browser-site.ts';
import { openedPartsAreSound, pagesAreSound, settingsAreSound } from './soundness.ts';

const hut = BrowserSite.forEachTest();
const look = { words: 'dark', options: { dark: true } };

pagesAreSound(hut, look);
settingsAreSound(hut, look);
openedPartsAreSound(hut, look);
