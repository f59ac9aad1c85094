/** Where the glass's page is: in a scheme of its own (scheme.ts). */
export const GLASS_ORIGIN = 'app://glass';
export const GLASS_PAGE = `${GLASS_ORIGIN}/index.html`;
