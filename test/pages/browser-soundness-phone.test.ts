import { BrowserSite } from './browser-site.ts';
import { menusAreInsideThePhone, pagesAreSound } from './soundness.ts';

const hut = BrowserSite.forEachTest();

pagesAreSound(hut, { words: 'on a phone', options: { width: 390 } });
menusAreInsideThePhone(hut);
