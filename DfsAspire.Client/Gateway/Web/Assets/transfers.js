// The list of uploads: one bar for each, and one for all.

const UNITS = ["bytes", "kB", "MB", "GB", "TB"];

function size(bytes) {
  let unit = 0;
  for (; bytes >= 999.95 && unit < UNITS.length - 1; unit++)
    bytes /= 1000;
  return `${unit === 0 ? bytes : bytes.toFixed(1)} ${UNITS[unit]}`;
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// Whoever stands on what goes is taken along, and not thrown to the top of the page.
function handOver(gone, heir) {
  if (gone.contains(document.activeElement))
    heir.focus();
}

export class Transfers {
  #box; #list; #bar; #sum; #rows = [];

  constructor(box) {
    this.#box = box;
    this.#sum = element("strong", {});
    this.#bar = element("progress", { max: 1, value: 0, ariaLabel: "All uploads" });
    this.#list = element("ul", {});
    const close = element("button", { className: "quiet", type: "button", textContent: "Clear the list" });
    close.addEventListener("click", () => this.#clear());
    const head = element("div", { className: "transfers-head" }, this.#sum, close);
    const panel = element("section", { className: "card transfers", ariaLabel: "Uploads" }, head, this.#bar, this.#list);
    box.append(panel);
  }

  add(path, bytes) {
    const row = new Row(path, bytes, () => this.#show(), (gone, heir) => this.#drop(gone, heir));
    this.#rows.push(row);
    this.#list.append(row.item);
    this.#box.hidden = false;
    this.#show();
    return row;
  }

  counts() {
    return {
      done: this.#rows.filter(row => row.state === "done").length,
      failed: this.#rows.filter(row => row.state === "failed").length,
    };
  }

  #show() {
    const live = this.#rows.filter(row => row.state !== "failed");
    // An empty file is work, too.
    const all = live.reduce((sum, row) => sum + row.bytes + 1, 0);
    const done = live.reduce((sum, row) => sum + (row.state === "done" ? row.bytes + 1 : row.sent), 0);
    this.#bar.value = all === 0 ? 0 : done / all;
    const { done: stored, failed } = this.counts();
    this.#sum.textContent = `${stored} of ${this.#rows.length} stored` + (failed > 0 ? `, ${failed} not` : "");
  }

  #drop(row, heir = document.getElementById("pick-files")) {
    this.#rows = this.#rows.filter(other => other !== row);
    handOver(row.item, heir);
    row.item.remove();
    this.#show();
  }

  #clear() {
    for (const row of this.#rows.filter(row => row.state !== "going"))
      this.#drop(row);
    this.#box.hidden = this.#rows.length === 0;
    document.getElementById("pick-files").focus();
  }
}

class Row {
  state = "going"; sent = 0;
  #bar; #note; #button; #changed; #removed; #cancel;

  constructor(path, bytes, changed, removed) {
    this.bytes = bytes;
    this.#changed = changed;
    this.#removed = removed;
    this.#bar = element("progress", { max: Math.max(1, bytes), value: 0, ariaLabel: path });
    this.#note = element("span", { className: "muted small", textContent: size(bytes) });
    this.#button = element("button", { className: "quiet", type: "button", textContent: "Cancel", ariaLabel: `Cancel ${path}` });
    this.#button.addEventListener("click", () => this.#cancel?.());
    this.item = element("li", { tabIndex: -1 }, element("span", { className: "what" }, element("bdi", { textContent: path }), " ", this.#note), this.#button, this.#bar);
  }

  onCancel(cancel) {
    this.#cancel = cancel;
  }

  move(bytes) {
    this.sent = Math.min(bytes, this.bytes);
    this.#bar.value = this.sent;
    // All is sent; the nodes are at work.
    this.#note.textContent = this.sent >= this.bytes ? "storing…" : `${size(this.sent)} of ${size(this.bytes)}`;
    this.#changed();
  }

  wait(note) {
    this.sent = this.#bar.value = 0;
    this.#note.textContent = note;
    this.#changed();
  }

  finish() {
    this.#end("done", `${size(this.bytes)}, stored`);
  }

  stop(why) {
    this.item.append(element("span", { className: "why", textContent: why }));
    this.#end("failed", "not stored");
  }

  ask(why, answer, act) {
    this.stop(why);
    const button = element("button", { type: "button", textContent: answer });
    button.addEventListener("click", act);
    this.item.append(button);
  }

  /** Another row goes on with the file, in the place of this one. */
  makeWayFor(row) {
    this.item.after(row.item);
    this.#removed(this, row.item);
  }

  #end(state, note) {
    this.state = state;
    this.#note.textContent = note;
    handOver(this.#button, this.item);
    this.#bar.remove();
    this.#button.remove();
    this.#changed();
  }
}
