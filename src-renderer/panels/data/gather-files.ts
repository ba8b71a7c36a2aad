// The files a person dropped or picked, folders opened, each with its path from what was chosen.

export interface ChosenFile {
  readonly name: string
  readonly file: File
}

/** Of a file input; a picked folder's own name leads the paths. */
export function pickedFiles(list: FileList): ChosenFile[] {
  return [...list].map((file) => ({ name: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file }))
}

/** Must be called while the drop is handled: afterwards the browser forgets what was dropped. */
export function droppedFiles(transfer: DataTransfer): Promise<ChosenFile[]> {
  const files = [...transfer.items].filter((item) => item.kind === 'file')
  // A picture dragged out of another page is a file that lies nowhere on the disk.
  const dropped = files.map((item) => item.webkitGetAsEntry() ?? item.getAsFile())
  return Promise.all(dropped.map(async (each) => (each === null ? [] : each instanceof File ? [{ name: each.name, file: each }] : await walk(each)))).then((found) => found.flat())
}

async function walk(entry: FileSystemEntry): Promise<ChosenFile[]> {
  const name = entry.fullPath.replace(/^\//, '')
  if (isFile(entry)) return [{ name, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) }]
  if (!isFolder(entry)) return []
  const reader = entry.createReader()
  const found: ChosenFile[] = []
  // A reader hands out a hundred at a time, and none once it is through.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (part.length === 0) return found
    for (const files of await Promise.all(part.map(walk))) found.push(...files)
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}

/** As text for a message. The browser encodes off the page's own thread. */
export function base64Of(parts: readonly Blob[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result.slice(reader.result.indexOf(',') + 1) : ''))
    reader.addEventListener('error', () => reject(reader.error ?? new Error('The files could not be read')))
    reader.readAsDataURL(new Blob([...parts], { type: 'application/octet-stream' }))
  })
}
