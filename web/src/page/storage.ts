// What the browser remembers of this page. It may refuse, e.g. for a page from a file: then a setting lasts until the
// page is closed.

export function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Null removes the key. */
export function store(key: string, value: string | null) {
  try {
    if (value === null) {
      localStorage.removeItem(key);
    } else {
      localStorage.setItem(key, value);
    }
  } catch {
    // nothing is remembered
  }
}
