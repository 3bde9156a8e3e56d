// Uploads, a few at a time, each with its own progress; from buttons and from what is dropped, whole folders too.
import { atWork, say } from "./listing.js";
import { filesOfDrop } from "./drop.js";
import { Transfers } from "./transfers.js";

const AT_ONCE = 3;

// What may be otherwise the next time: the connection, the nodes, room.
const PASSING = [0, 408, 423, 429, 500, 502, 503, 507];

/** Makes the page take files. */
export function offerUploads(refresh) {
  const folder = document.getElementById("files").dataset.folder;
  const transfers = new Transfers(document.getElementById("transfers"));
  const uploads = new Uploads(folder, transfers, refresh);

  const files = document.getElementById("pick-files");
  const tree = document.getElementById("pick-folder");
  document.getElementById("send").hidden = true;
  document.getElementById("may-replace").hidden = true;
  document.getElementById("drop-hint").hidden = false;
  if ("webkitdirectory" in tree) {
    tree.hidden = false;
    document.getElementById("pick-folder-label").hidden = false;
  }

  for (const input of [files, tree])
    input.addEventListener("change", () => {
      uploads.add(Array.from(input.files, file => ({ path: file.webkitRelativePath || file.name, file })));
      input.value = "";
    });
  takeDrops(uploads);
}

function takeDrops(uploads) {
  let depth = 0;
  const show = change => document.body.classList.toggle("dropping", (depth = Math.max(0, depth + change)) > 0);
  const hasFiles = event => event.dataTransfer?.types.includes("Files");
  addEventListener("dragenter", event => hasFiles(event) && show(1));
  addEventListener("dragleave", event => hasFiles(event) && show(-1));
  addEventListener("dragover", event => hasFiles(event) && event.preventDefault());
  addEventListener("drop", async event => {
    if (!hasFiles(event))
      return;
    event.preventDefault();
    depth = 0;
    show(0);
    uploads.add(await filesOfDrop(event.dataTransfer).catch(fault => [{ path: "What was dropped", why: `The browser cannot read it: ${fault.message}` }]));
  });
}

class Uploads {
  #folder; #transfers; #refresh; #waiting = []; #held = []; #running = 0;

  constructor(folder, transfers, refresh) {
    this.#folder = folder;
    this.#transfers = transfers;
    this.#refresh = refresh;
    addEventListener("beforeunload", event => this.#running > 0 && event.preventDefault());
  }

  /** Adds files, each with its path below the folder; a path without a file is an empty folder, one with a reason cannot be read. */
  add(items) {
    const unreadable = items.filter(item => item.why);
    for (const item of unreadable)
      this.#transfers.add(item.path, 0).stop(item.why);
    const going = items.filter(item => !item.why);
    for (const item of going)
      this.#enqueue(item, false);
    if (going.length > 0)
      say(going.length === 1 ? `Uploading ${going[0].path}.` : `Uploading ${going.length} files.`);
    else if (unreadable.length > 0)
      say(`${unreadable.length === 1 ? "One file" : `${unreadable.length} files`} cannot be read. The list says why.`);
    this.#pump();
  }

  #enqueue(item, mayReplace) {
    const row = this.#transfers.add(item.path, item.file?.size ?? 0);
    this.#waiting.push({ ...item, row, mayReplace });
    this.#cancelInLine(row);
    return row;
  }

  #cancelInLine(row) {
    row.onCancel(() => {
      this.#waiting = this.#waiting.filter(job => job.row !== row);
      this.#held = this.#held.filter(job => job.row !== row);
      row.stop("Cancelled.");
    });
  }

  #pump() {
    while (this.#running < AT_ONCE && this.#waiting.length > 0) {
      atWork.uploads = ++this.#running;
      this.#run(this.#waiting.shift()).then(hasEnded => {
        atWork.uploads = --this.#running;
        if (hasEnded)
          this.#waiting.unshift(...this.#held.splice(0));
        this.#pump();
        if (this.#running === 0)
          this.#finish();
      });
    }
  }

  async #finish() {
    const { done, failed } = this.#transfers.counts();
    await this.#refresh().catch(() => {});
    say(failed === 0 ? `${done === 1 ? "One file is" : `${done} files are`} stored.` : `${done} stored, ${failed} not. The list says why.`);
  }

  // Answers whether that is the end of it, or it waits for others.
  async #run(job) {
    const path = [...this.#folder.split("/").filter(name => name), ...job.path.split("/")].map(encodeURIComponent).join("/");
    const answer = job.file
      ? await put(`/api/v1/files/${path}`, job.file, job.mayReplace, job.row)
      : await put(`/api/v1/folders/${path}`, null, true, job.row);
    if (answer.status === 503 && this.#running > 1) {
      // The others have the room that there is on the way: it goes on when one of them has ended.
      job.row.wait("waits for room…");
      this.#cancelInLine(job.row);
      this.#held.push(job);
      return false;
    }

    if (answer.status >= 200 && answer.status < 300)
      job.row.finish();
    else if (answer.status === 412 && !job.mayReplace)
      job.row.ask("There is a file of this name already.", "Replace it", () => {
        job.row.makeWayFor(this.#enqueue(job, true));
        this.#pump();
      });
    else if (PASSING.includes(answer.status) && !answer.isCancelled)
      job.row.ask(answer.text, "Try again", () => {
        job.row.makeWayFor(this.#enqueue(job, job.mayReplace));
        this.#pump();
      });
    else
      job.row.stop(answer.status === 401 ? "You are not logged in any more. Log in, and add it again." : answer.text);
    return true;
  }
}

// fetch says nothing of how far it is.
function put(url, file, mayReplace, row) {
  return new Promise(resolve => {
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    request.setRequestHeader("X-Dfs-Token", document.querySelector("meta[name=dfs-token]").content);
    request.setRequestHeader("Accept", "application/json");
    if (file?.lastModified > 0)
      request.setRequestHeader("X-OC-Mtime", String(file.lastModified / 1000));
    if (file && !mayReplace)
      request.setRequestHeader("If-None-Match", "*");
    request.upload.addEventListener("progress", event => row.move(event.loaded));
    request.addEventListener("load", () => resolve({ status: request.status, text: reasonOf(request) }));
    request.addEventListener("error", () => resolve({ status: 0, text: "The connection to the gateway broke off." }));
    request.addEventListener("abort", () => resolve({ status: 0, text: "Cancelled.", isCancelled: true }));
    row.onCancel(() => request.abort());
    request.send(file);
  });
}

function reasonOf(request) {
  try {
    return JSON.parse(request.responseText).detail ?? request.statusText;
  } catch {
    return `The gateway answered ${request.status}.`;
  }
}
