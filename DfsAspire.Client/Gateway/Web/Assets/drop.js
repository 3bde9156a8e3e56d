// What was dropped, folders with all that is in them.

/** All files, each with its path; an empty folder is a path without a file. */
export async function filesOfDrop(data) {
  // The list is emptied when the event is over: first everything is taken from it.
  const entries = Array.from(data.items, item => item.webkitGetAsEntry?.()).filter(entry => entry);
  const files = [];
  for (const entry of entries)
    await collect(entry, "", files);
  return files;
}

async function collect(entry, prefix, files) {
  const path = prefix + entry.name;
  if (entry.isFile) {
    files.push({ path, file: await new Promise((resolve, reject) => entry.file(resolve, reject)) });
    return;
  }

  const reader = entry.createReader();
  let count = 0;
  // Browsers give a hundred at a time, and nothing at the end.
  for (let batch; (batch = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))).length > 0; count += batch.length)
    for (const child of batch)
      await collect(child, `${path}/`, files);
  if (count === 0)
    files.push({ path, file: null });
}
