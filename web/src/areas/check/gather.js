// Files as the browser hands them over, as `{name, data}` with the folders in the name, in the order of their names.

import { set } from "../../shared/app.js";
import { codeOrder } from "../../shared/order.js";

const read = async (file, name) => ({ name, data: new Uint8Array(await file.arrayBuffer()) });

async function readAll(found) {
  const files = [];
  const unreadable = [];
  for (const { file, name } of found.toSorted((one, other) => codeOrder(one.name, other.name))) {
    try {
      files.push(await read(await file, name));
    } catch {
      unreadable.push(name);
    }
  }
  return { files, unreadable };
}

/** The files chosen in a file input, which is emptied so that the same ones can be chosen again. */
export function gatherPicked(input) {
  const found = Array.from(input.files, (file) => ({ file, name: file.webkitRelativePath || file.name }));
  input.value = "";
  return readAll(found);
}

/** The files dropped, those inside folders too. */
export async function gatherDropped(transfer) {
  // The list of what was dropped is emptied when the event is over, so all entries are taken before anything waits.
  const items = Array.from(transfer.items, (item) => ({ entry: item.webkitGetAsEntry?.(), file: item.getAsFile() }));
  const found = [];
  for (const { entry, file } of items) {
    if (entry?.isDirectory) await walk(entry, found);
    else if (file) found.push({ file, name: file.name });
  }
  return readAll(found);
}

async function walk(folder, found) {
  const reader = folder.createReader();
  // A folder that cannot be listed is named as a file would be that cannot be opened.
  const unlisted = { name: folder.fullPath.slice(1), file: null };
  const some = () => new Promise((resolve) => reader.readEntries(resolve, () => resolve(found.push(unlisted) && [])));
  for (let entries = await some(); entries.length; entries = await some()) {
    for (const entry of entries) {
      if (entry.isDirectory) await walk(entry, found);
      else
        found.push({
          file: new Promise((resolve, reject) => entry.file(resolve, reject)),
          name: entry.fullPath.slice(1),
        });
    }
  }
}

/** Say which files could not be opened. */
export function tellUnreadable(names) {
  if (!names.length) return;
  const advice = "Close it in other programs, or check that it is still there, and add it again.";
  const sentences = names.map((name) => `${name} could not be opened. ${advice}`);
  set({ problem: { sentences, field: "files" } });
}

/** The files that were gathered, where they are not of the return; those that could not be opened are named. */
export async function opened(gathering) {
  const { files, unreadable } = await gathering;
  tellUnreadable(unreadable);
  return files;
}
