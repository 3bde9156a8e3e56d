// What scripts add: live nodes, progress, dropping, selecting many at once, local times. Everything else works without them.
import { localTimes, refresh } from "./listing.js";
import { watchNodes } from "./nodes.js";
import { offerSelection } from "./selection.js";
import { offerUploads } from "./upload.js";

localTimes(document);
watchNodes();
if (document.getElementById("files")) {
  offerUploads(refresh);
  offerSelection();
}

// A box that opens takes the focus, and gives it back when it is closed.
for (const box of document.querySelectorAll("details.pop")) {
  box.addEventListener("toggle", () => box.open && box.querySelector("input:not([type=hidden])")?.focus());
  box.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !box.open)
      return;
    box.open = false;
    box.querySelector("summary").focus();
  });
}

// On some systems autofocus does not reach what is not a field. Who has gone on by Tab already is left where they are.
if (document.activeElement === document.body)
  document.querySelector("[autofocus]")?.focus();
