import { parse } from 'regexparam';

/** Where the person is. Links are ordinary `<a href>`: clicks on our own paths are taken over here. */
class Router {
  path = $state(location.pathname);
  search = $state(location.search);

  constructor() {
    addEventListener('popstate', () => {
      this.#read();
    });
    document.addEventListener('click', (event) => {
      this.#follow(event);
    });
  }

  go(path: string, how: 'push' | 'replace' = 'push'): void {
    if (how === 'push') history.pushState(null, '', path);
    else history.replaceState(null, '', path);
    const before = this.path;
    this.#read();
    // An address that only narrows the same page leaves the reader where they are.
    if (how === 'push' || this.path !== before) scrollTo(0, 0);
  }

  /**
   * The query of the address at which a page stands. `search` is the next page's as soon as somebody goes
   * there: while that one loads, this one would draw and fetch another part of itself.
   */
  ownSearch(): () => string {
    const { path } = this;
    let own = this.search;
    return () => {
      if (this.path === path) own = this.search;
      return own;
    };
  }

  #read(): void {
    this.path = location.pathname;
    this.search = location.search;
  }

  #follow(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || !isOurs(event, link)) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}

function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.defaultPrevented && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
}

function isOurs(event: MouseEvent, link: HTMLAnchorElement): boolean {
  if (!isPlainClick(event) || link.target || link.hasAttribute('download')) return false;
  if (link.origin !== location.origin || link.hash) return false;
  return !/^\/(api|media|static)\//.test(link.pathname);
}

export const router = new Router();

/** The named parts of a path like `/campaigns/:campaign/judge`, or null when it is another path. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const { keys, pattern: expression } = parse(pattern);
  const found = expression.exec(path);
  if (!found) return null;
  return Object.fromEntries(keys.map((key, at) => [key, decodeURIComponent(found[at + 1] ?? '')]));
}
