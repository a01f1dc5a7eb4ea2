/** How many records are remembered. */
const most = 8;

/** The place of a member's recent records. It holds IDs only: names are read when they are shown, from the API. */
const keyOf = (member: string) => `clientele.recent.${member}`;

/** The IDs of the customers and orders that a member opened last in this browser, the newest first. */
export function recentIds(member: string): string[] {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(keyOf(member)) ?? '[]');
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string').slice(0, most) : [];
  } catch {
    return []; // the browser forbids it, or somebody wrote something else there
  }
}

/** Remembers the record whose page is at an address. */
export function remember(member: string, pathname: string): void {
  const id = /^\/(?:customers|orders)\/([a-z]+_[^/]+)$/.exec(pathname)?.[1];
  if (id === undefined) return;
  const ids = [id, ...recentIds(member).filter((one) => one !== id)].slice(0, most);
  try {
    localStorage.setItem(keyOf(member), JSON.stringify(ids));
  } catch {
    // without storage nothing is remembered
  }
}
