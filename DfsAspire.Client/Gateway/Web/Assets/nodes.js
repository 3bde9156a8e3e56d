// The nodes, asked how they are every few seconds while somebody looks.
import { isLoggedOut, say } from "./listing.js";

const PERIOD = 4000;

export function watchNodes() {
  if (document.getElementById("nodes"))
    setTimeout(look, PERIOD);
}

async function look() {
  if (!document.hidden)
    await ask().catch(() => {}); // The gateway may be starting anew.
  setTimeout(look, PERIOD);
}

async function ask() {
  const answer = await fetch("/nodes", { headers: { "X-Dfs-By-Itself": "1" } });
  if (isLoggedOut(answer.status) || !answer.ok)
    return;
  const shown = document.getElementById("nodes");
  const box = document.createElement("template");
  box.innerHTML = await answer.text();
  const fresh = box.content.firstElementChild;
  if (!fresh || fresh.outerHTML === shown.outerHTML)
    return;
  const isNews = fresh.dataset.verdict !== shown.dataset.verdict;
  shown.replaceWith(fresh);
  if (isNews)
    say(fresh.querySelector(".verdict").textContent);
}
