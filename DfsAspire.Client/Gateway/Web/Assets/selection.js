// What scripts add to the boxes of the list: all of them at once, ranges, and how many are selected.

// The name of the box pressed last: a range goes from there.
let pressed = null;

/** Helps whoever selects. */
export function offerSelection() {
  const form = document.getElementById("selection");
  form.addEventListener("click", event => selectRange(event));
  form.addEventListener("change", event => {
    if (event.target.id === "select-all")
      for (const box of boxesOf(form))
        box.checked = event.target.checked;
    show(form);
  });
  form.querySelector("summary").addEventListener("click", event => {
    // A summary cannot be disabled as a button can.
    if (event.currentTarget.getAttribute("aria-disabled") === "true")
      event.preventDefault();
  });
  show(form);
}

/** In a list that is shown anew the same is selected, as far as it is there still. */
export function carrySelection(from, to) {
  const names = new Set(boxesOf(from).filter(box => box.checked).map(box => box.value));
  for (const box of boxesOf(to))
    box.checked = names.has(box.value);
  show(to);
}

function selectRange(event) {
  const boxes = boxesOf(document.getElementById("listing"));
  const at = boxes.indexOf(event.target);
  if (at < 0)
    return;
  const from = boxes.findIndex(box => box.value === pressed);
  if (event.shiftKey && from >= 0)
    for (const box of boxes.slice(Math.min(at, from), Math.max(at, from) + 1))
      box.checked = event.target.checked;
  pressed = event.target.value;
}

function show(list) {
  const boxes = boxesOf(list);
  const count = boxes.filter(box => box.checked).length;
  const all = list.querySelector("#select-all");
  if (all) {
    all.closest("label").hidden = false;
    all.checked = count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
  }

  const most = Number(document.getElementById("selection").dataset.most);
  allow(count > 0 && count <= most);
  const said = document.getElementById("selected");
  // A page that has just come says nothing of what nobody has selected yet.
  if (count > 0 || said.textContent !== "")
    said.textContent = count === 0 ? "None selected" : count > most ? `${count} selected, more than the ${most} that go at once` : `${count} selected`;
}

function allow(isAllowed) {
  const bar = document.getElementById("selection-bar");
  // A button that has the focus and cannot be pressed any more would lose it.
  if (!isAllowed && bar.contains(document.activeElement))
    bar.focus();
  for (const button of bar.querySelectorAll("button"))
    button.disabled = !isAllowed;
  bar.querySelector("summary").setAttribute("aria-disabled", String(!isAllowed));
  if (!isAllowed)
    bar.querySelector("details").open = false;
}

function boxesOf(list) {
  return Array.from(list.querySelectorAll("tr[data-name] input"));
}
