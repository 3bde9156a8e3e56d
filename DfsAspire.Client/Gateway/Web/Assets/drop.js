// What was dropped, folders with all that is in them.

/** All files, each with its path; an empty folder is a path without a file, and what cannot be read a path with the reason. */
export async function filesOfDrop(data) {
  // The list is emptied when the event is over: first everything is taken from it. What a script put there has no entry.
  const dropped = Array.from(data.items, item => item.kind === "file" && (item.webkitGetAsEntry?.() ?? item.getAsFile())).filter(one => one);
  const files = [];
  for (const one of dropped)
    if (one instanceof File)
      files.push({ path: one.name, file: one });
    else
      await collect(one, "", files);
  return files;
}

async function collect(entry, prefix, files) {
  const path = prefix + entry.name;
  try {
    if (entry.isFile)
      files.push({ path, file: await new Promise((resolve, reject) => entry.file(resolve, reject)) });
    else if (await collectAll(entry.createReader(), `${path}/`, files) === 0)
      files.push({ path, file: null });
  } catch (fault) {
    // One that cannot be read keeps no other one back.
    files.push({ path, why: `The browser cannot read it: ${fault.message}` });
  }
}

async function collectAll(reader, prefix, files) {
  let count = 0;
  // Browsers give a hundred at a time, and nothing at the end.
  for (let batch; (batch = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))).length > 0; count += batch.length)
    for (const child of batch)
      await collect(child, prefix, files);
  return count;
}
