// Renders the pages of the dataset text-pages: one passage in several typefaces, as if scanned: uneven paper, grey ink, a slight turn
// and blur. Run once; the pages are kept in resources/text-pages. The typefaces are Debian's, under open licences:
//   apt-get download fonts-liberation2 fonts-linuxlibertine fonts-cmu fonts-gfs-didot fonts-dejavu-core; dpkg -x each into one folder
//   node scripts/render-text-pages.mjs FOLDER
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { root } from './lib/project.mjs'

const WIDTH = 384
const TALL = 576
/** As data/page.png, so that test pages stand in one column. */
const TEST_HEIGHT = 191

/** Jane Austen, Pride and Prejudice (1813), chapter 1; Charles Darwin, On the Origin of Species (1859), introduction; Herman Melville, Moby-Dick (1851), chapter 1: public domain. */
const passages = [
  'It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a wife. However little known the feelings or views of such a man may be on his first entering a neighbourhood, this truth is so well fixed in the minds of the surrounding families, that he is considered the rightful property of some one or other of their daughters. “My dear Mr. Bennet,” said his lady to him one day, “have you heard that Netherfield Park is let at last?” Mr. Bennet replied that he had not. “But it is,” returned she; “for Mrs. Long has just been here, and she told me all about it.”',
  'When on board H.M.S. Beagle, as naturalist, I was much struck with certain facts in the distribution of the inhabitants of South America, and in the geological relations of the present to the past inhabitants of that continent. These facts seemed to me to throw some light on the origin of species, that mystery of mysteries, as it has been called by one of our greatest philosophers. On my return home, it occurred to me, in 1837, that something might perhaps be made out on this question by patiently accumulating and reflecting on all sorts of facts which could possibly have any bearing on it.',
  'Call me Ishmael. Some years ago—never mind how long precisely—having little or no money in my purse, and nothing particular to interest me on shore, I thought I would sail about a little and see the watery part of the world. It is a way I have of driving off the spleen, and regulating the circulation. Whenever I find myself growing grim about the mouth; whenever it is a damp, drizzly November in my soul.',
]

const pages = [
  { name: 'liberation-serif', file: 'LiberationSerif-Regular.ttf', font: 'Liberation Serif 13', passage: 0 },
  { name: 'liberation-sans', file: 'LiberationSans-Regular.ttf', font: 'Liberation Sans 12', passage: 1 },
  { name: 'liberation-mono', file: 'LiberationMono-Regular.ttf', font: 'Liberation Mono 11', passage: 0 },
  { name: 'libertine', file: 'LinLibertine_R.otf', font: 'Linux Libertine O 14', passage: 1 },
  { name: 'libertine-italic', file: 'LinLibertine_RI.otf', font: 'Linux Libertine O Italic 14', passage: 0 },
  { name: 'computer-modern', file: 'cmunrm.ttf', font: 'CMU Serif 13', passage: 1 },
  { name: 'dejavu-sans', file: 'DejaVuSans.ttf', font: 'DejaVu Sans 11', passage: 0 },
  { name: 'dejavu-serif-bold', file: 'DejaVuSerif-Bold.ttf', font: 'DejaVu Serif Bold 11', passage: 1 },
  { name: 'test-didot', file: 'GFSDidot.otf', font: 'GFS Didot 13', passage: 2, height: TEST_HEIGHT },
]

const folder = process.argv[2]
if (folder === undefined) {
  process.stderr.write('Usage: node scripts/render-text-pages.mjs FOLDER-OF-TYPEFACES\n')
  process.exit(2)
}
const files = readdirSync(folder, { recursive: true }).map(String)

/** Mulberry32: the same pages wherever they are rendered. */
function random(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

for (const [index, { name, file, font, passage, height = TALL }] of pages.entries()) {
  const found = files.find((each) => each.endsWith(file))
  if (found === undefined) throw new Error(`${file} is not in ${folder}`)
  const draw = random(index + 1)
  const text = Array.from({ length: 3 }, () => passages[passage]).join('\n\n')
  const mask = await sharp({ text: { text, font, fontfile: join(folder, found), width: WIDTH - 40, dpi: 96, justify: true, wrap: 'word', spacing: 3 } }).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  const angle = (draw() - 0.5) * 3
  // Text on a sheet larger than the page, turned and blurred, the page cut out of its middle.
  const sheet = { width: WIDTH + 80, height: height + 80 }
  const tall = Math.min(mask.info.height, sheet.height - 20)
  const lines = await sharp(mask.data, { raw: mask.info }).extract({ left: 0, top: 0, width: mask.info.width, height: tall }).png().toBuffer()
  const laid = await sharp({ create: { ...sheet, channels: 3, background: 'black' } }).composite([{ input: lines, left: 60, top: 10 }]).png().toBuffer()
  const turned = await sharp(laid).rotate(angle, { background: 'black' }).toColourspace('b-w').blur(0.35 + 0.35 * draw()).extractChannel(0).raw().toBuffer({ resolveWithObject: true })
  const left = Math.floor((turned.info.width - WIDTH) / 2)
  const top = Math.floor((turned.info.height - height) / 2)
  const paper = 150 + 100 * draw()
  const ink = 15 + 45 * draw()
  const [slopeX, slopeY, wave] = [(draw() - 0.5) * 70, (draw() - 0.5) * 50, 8 * draw()]
  const pixels = new Uint8Array(WIDTH * height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const cover = (turned.data[(top + y) * turned.info.width + left + x] ?? 0) / 255
      const light = paper + slopeX * (x / WIDTH - 0.5) + slopeY * (y / height - 0.5) + wave * Math.sin((x + 2 * y) / 57) + 5 * (draw() - 0.5)
      pixels[y * WIDTH + x] = Math.max(0, Math.min(255, Math.round(light * (1 - cover) + ink * cover)))
    }
  }
  await sharp(pixels, { raw: { width: WIDTH, height, channels: 1 } }).png({ compressionLevel: 9 }).toFile(join(root, 'resources', 'text-pages', `${name}.png`))
  process.stdout.write(`${name}.png: ${font}\n`)
}
