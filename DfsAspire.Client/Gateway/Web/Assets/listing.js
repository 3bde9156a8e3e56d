// The list of the folder, asked for anew after something has changed.
import { carrySelection } from "./selection.js";

const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** Shows moments in the reader's own time zone and way of writing. */
export function localTimes(root) {
  for (const time of root.querySelectorAll("time[datetime]"))
    time.textContent = ("exact" in time.dataset ? exact : format).format(new Date(time.dateTime));
}

/** Tells those who do not see the page. */
export function say(sentence) {
  document.getElementById("said").textContent = sentence;
}

/** What would be lost with the page. */
export const atWork = { uploads: 0 };

/** Whoever is not logged in any more is shown where to log in, but not while something is on its way. */
export function isLoggedOut(status) {
  if (status !== 401)
    return false;
  if (atWork.uploads === 0)
    location.reload();
  return true;
}

/** The names that lie in the folder shown. */
export function namesHere() {
  return new Set(rowsOf(document.getElementById("listing")).map(row => row.dataset.name));
}

/** Shows the folder as it is now, and what is new in it for a moment. */
export async function refresh() {
  const old = namesHere();
  const answer = await fetch(location.pathname, { headers: { "X-Dfs-By-Itself": "1" } });
  if (isLoggedOut(answer.status) || !answer.ok)
    return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("listing");
  if (!fresh)
    return;
  localTimes(fresh);
  const shown = document.getElementById("listing");
  const standsOn = placeIn(shown);
  carrySelection(shown, fresh);
  shown.replaceWith(fresh);
  standsOn?.(fresh);
  for (const row of rowsOf(fresh))
    row.classList.toggle("fresh", !old.has(row.dataset.name));
}

// Where the focus is in a list, as what puts it to the same place in another one; nothing when it is elsewhere.
function placeIn(listing) {
  const stood = document.activeElement;
  if (!listing.contains(stood))
    return null;
  const row = stood.closest("tr");
  const [at, stop] = [rowsOf(listing).indexOf(row), stopsOf(row).indexOf(stood)];
  return fresh => {
    const rows = rowsOf(fresh);
    // What has gone has no successor but what stands in its place.
    const heir = at < 0 ? fresh.querySelector("thead tr") : rows.find(other => other.dataset.name === row.dataset.name) ?? rows[Math.min(at, rows.length - 1)];
    fresh.tabIndex = -1;
    (stopsOf(heir)[stop] ?? fresh).focus({ preventScroll: true });
  };
}

function rowsOf(listing) {
  return Array.from(listing.querySelectorAll("tr[data-name]"));
}

// What the focus can stand on.
function stopsOf(row) {
  return Array.from(row?.querySelectorAll("a, input") ?? []);
}
