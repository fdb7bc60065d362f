import { BrowserSite } from './browser-site.ts';
import { menusAreInsideThePhone, pagesAreSound, settingsAreSound } from './soundness.ts';

const hut = BrowserSite.forEachTest();

pagesAreSound(hut, { words: 'on a phone', options: { width: 390 } });
settingsAreSound(hut, { words: 'on a phone', options: { width: 390 } });
menusAreInsideThePhone(hut);
