// Unpacks the engine's archives, in the worker and (for the benchmark and the tests) under Node.

/** Files of a ustar archive, as [path, bytes]: bytes are views of the archive, not copies. */
function* filesOf(tar) {
  const utf8 = new TextDecoder();
  const text = (start, length) => {
    const field = tar.subarray(start, start + length);
    const end = field.indexOf(0);
    return utf8.decode(end < 0 ? field : field.subarray(0, end));
  };
  for (let at = 0; tar[at];) {
    const prefix = text(at + 345, 155);
    const size = parseInt(text(at + 124, 12), 8);
    yield [(prefix && `${prefix}/`) + text(at, 100), tar.subarray(at + 512, at + 512 + size)];
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

/** Write the files of a tar archive below a folder of an Emscripten file system. */
export function unpack(FS, folder, tar) {
  const made = new Set();
  for (const [path, bytes] of filesOf(tar)) {
    const place = `${folder}/${path}`;
    const parent = place.slice(0, place.lastIndexOf("/"));
    if (!made.has(parent)) {
      FS.mkdirTree(parent);
      made.add(parent);
    }
    FS.writeFile(place, bytes, { canOwn: true });
  }
}
