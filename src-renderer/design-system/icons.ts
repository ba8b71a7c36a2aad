// The icon set: 16 by 16 drawings as data, so that no markup is injected at run time. Stroke and fill come from `.ic`.

/** One drawn element: its tag and attributes. */
export type IconShape = readonly [tag: 'path' | 'circle' | 'ellipse' | 'rect', attributes: Readonly<Record<string, string>>]

export const icons = {
  arrow: [['path', { d: 'M2.5 8h11M9.5 4l4 4-4 4' }]],
  box: [['rect', { x: '2.5', y: '3.5', width: '11', height: '9', 'stroke-dasharray': '2 2' }]],
  'c-act': [['path', { d: 'M2 11.5h5.5L13.5 3.5' }], ['path', { d: 'M2 13.8h12', opacity: '.45' }]],
  'c-block': [
    ['rect', { x: '2', y: '5.2', width: '8.8', height: '8.8', rx: '1.2', fill: 'currentColor', 'fill-opacity': '.28' }],
    ['path', { d: 'M4.6 5.2V3.6h7.8v7.8h-1.6M7.2 3.6V2H14v6.8h-1.6' }],
  ],
  'c-conv': [
    ['rect', { x: '2.2', y: '2.2', width: '11.6', height: '11.6', rx: '1' }],
    ['rect', { x: '2.2', y: '2.2', width: '5.5', height: '5.5', fill: 'currentColor', opacity: '.55' }],
    ['path', { d: 'M8 2.2v11.6M2.2 8h11.6' }],
  ],
  'c-convt': [
    ['rect', { x: '5.2', y: '5.2', width: '5.6', height: '5.6', fill: 'currentColor', opacity: '.55' }],
    ['rect', { x: '2', y: '2', width: '12', height: '12', rx: '1', 'stroke-dasharray': '2 2' }],
  ],
  'c-data': [['rect', { x: '2.5', y: '2.5', width: '11', height: '11', rx: '1.5' }], ['path', { d: 'm2.5 11 3-3.2 2.7 2.7 2-2 3.3 3.5' }]],
  'c-dense': [
    ['circle', { cx: '4', cy: '4', r: '1.3' }],
    ['circle', { cx: '4', cy: '12', r: '1.3' }],
    ['circle', { cx: '12', cy: '4', r: '1.3' }],
    ['circle', { cx: '12', cy: '12', r: '1.3' }],
    ['path', { d: 'M5.3 4h5.4M5.3 12h5.4M5 5l6 6M11 5l-6 6' }],
  ],
  'c-merge': [['path', { d: 'M2.5 3.5c4 0 3 4.5 6 4.5h5M2.5 12.5c4 0 3-4.5 6-4.5' }]],
  'c-noise': [['path', { d: 'M1.5 8h2l1-3 1.5 7 2-10 1.7 8 1.3-4 .8 2h2.7' }]],
  'c-norm': [['path', { d: 'M1.8 12.5c3 0 3.5-9 6.2-9s3.2 9 6.2 9M8 3.5v9' }]],
  'c-pool': [['path', { d: 'M2.5 3h11L10 8v5L6 11V8z' }]],
  'c-random': [
    ['rect', { x: '2.5', y: '2.5', width: '11', height: '11', rx: '2' }],
    ['circle', { cx: '5.7', cy: '5.7', r: '.8', fill: 'currentColor' }],
    ['circle', { cx: '10.3', cy: '10.3', r: '.8', fill: 'currentColor' }],
    ['circle', { cx: '8', cy: '8', r: '.8', fill: 'currentColor' }],
  ],
  'c-rec': [['path', { d: 'M11.5 11.5h-6a3 3 0 0 1 0-6h5M8.8 3.3 11 5.5 8.8 7.7' }]],
  'c-shape': [['path', { d: 'M2.5 5V2.5H5M11 2.5h2.5V5M13.5 11v2.5H11M5 13.5H2.5V11M5.5 8h5M9 6.3 10.7 8 9 9.7' }]],
  check: [['path', { d: 'm3.5 8.5 3 3 6-7' }]],
  chip: [
    ['rect', { x: '4', y: '4', width: '8', height: '8', rx: '1' }],
    ['path', { d: 'M6.5 4V2M9.5 4V2M6.5 14v-2M9.5 14v-2M4 6.5H2M4 9.5H2M14 6.5h-2M14 9.5h-2' }],
  ],
  clock: [['circle', { cx: '8', cy: '8', r: '5.6' }], ['path', { d: 'M8 5v3.2l2.2 1.3' }]],
  columns: [['rect', { x: '2.5', y: '3', width: '11', height: '10', rx: '1' }], ['path', { d: 'M6.2 3v10M9.8 3v10' }]],
  compare: [
    ['path', { d: 'M2 12.5c2.5 0 3-8 6-8s3.5 6 6 6' }],
    ['path', { d: 'M2 8.5c3 0 4 3.5 6 3.5s3-8 6-8', 'stroke-dasharray': '2 2' }],
  ],
  copy: [['rect', { x: '5.5', y: '5.5', width: '8', height: '8', rx: '1.2' }], ['path', { d: 'M10.5 5.5v-3h-8v8h3' }]],
  data: [
    ['ellipse', { cx: '8', cy: '3.8', rx: '5', ry: '1.9' }],
    ['path', { d: 'M3 3.8v8.4c0 1 2.2 1.9 5 1.9s5-.9 5-1.9V3.8M3 8c0 1 2.2 1.9 5 1.9S13 9 13 8' }],
  ],
  design: [
    ['rect', { x: '1.8', y: '2.5', width: '4.6', height: '4', rx: '1' }],
    ['rect', { x: '9.6', y: '9.5', width: '4.6', height: '4', rx: '1' }],
    ['path', { d: 'M6.4 4.5h2.2c1.6 0 1.4 7 1 7M3 10.5h3M4.5 9v3' }],
  ],
  dots: [
    ['circle', { cx: '3.5', cy: '8', r: '.6', fill: 'currentColor' }],
    ['circle', { cx: '8', cy: '8', r: '.6', fill: 'currentColor' }],
    ['circle', { cx: '12.5', cy: '8', r: '.6', fill: 'currentColor' }],
  ],
  down: [['path', { d: 'm4.5 6.5 3.5 3.5 3.5-3.5' }]],
  download: [['path', { d: 'M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.8 13.5h10.4' }]],
  drag: [['path', { d: 'm5.5 5-3 3 3 3M10.5 5l3 3-3 3' }]],
  edit: [['path', { d: 'M3 13v-2.5L10.5 3l2.5 2.5L5.5 13zM9 4.5 11.5 7' }]],
  error: [['circle', { cx: '8', cy: '8', r: '5.8' }], ['path', { d: 'M8 4.9v3.7M8 11v.1' }]],
  expand: [['path', { d: 'M9.5 2.5h4v4M13.5 2.5l-4.7 4.7M6.5 13.5h-4v-4M2.5 13.5l4.7-4.7' }]],
  eye: [['path', { d: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8z' }], ['circle', { cx: '8', cy: '8', r: '1.9' }]],
  eyeoff: [['path', { d: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM3 13 13 3' }]],
  file: [['path', { d: 'M4 2h5.5L12.5 5v9H4zM9.3 2v3.2h3.2' }]],
  filter: [['path', { d: 'M2 3.5h12L9.5 9v4l-3-1.5V9z' }]],
  fit: [['path', { d: 'M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3' }]],
  flag: [['path', { d: 'M8 2.5 13.5 8 8 13.5 2.5 8z' }]],
  fork: [
    ['circle', { cx: '4', cy: '3.5', r: '1.5' }],
    ['circle', { cx: '4', cy: '12.5', r: '1.5' }],
    ['circle', { cx: '12', cy: '5.5', r: '1.5' }],
    ['path', { d: 'M4 5v6M12 7c0 2.5-4 2-7.5 4' }],
  ],
  grid: [
    ['rect', { x: '2.5', y: '2.5', width: '4.3', height: '4.3', rx: '.6' }],
    ['rect', { x: '9.2', y: '2.5', width: '4.3', height: '4.3', rx: '.6' }],
    ['rect', { x: '2.5', y: '9.2', width: '4.3', height: '4.3', rx: '.6' }],
    ['rect', { x: '9.2', y: '9.2', width: '4.3', height: '4.3', rx: '.6' }],
  ],
  group: [
    ['rect', { x: '2.5', y: '2.5', width: '11', height: '11', rx: '1.5', 'stroke-dasharray': '2.2 2' }],
    ['rect', { x: '5.5', y: '6', width: '5', height: '4', rx: '.8' }],
  ],
  hand: [
    ['path', { d: 'M8 2v12M2 8h12M8 2 6.5 3.5M8 2l1.5 1.5M8 14l-1.5-1.5M8 14l1.5-1.5M2 8l1.5-1.5M2 8l1.5 1.5M14 8l-1.5-1.5M14 8l-1.5 1.5' }],
  ],
  history: [['path', { d: 'M2.5 8a5.5 5.5 0 1 0 1.7-4M2.3 2.5v2.7H5M8 5v3.2l2.2 1.3' }]],
  home: [['path', { d: 'M2.5 7.2 8 2.8l5.5 4.4v6h-4v-3.7h-3v3.7h-4z' }]],
  info: [['circle', { cx: '8', cy: '8', r: '5.6' }], ['path', { d: 'M8 7.4v3.6M8 5.2v.1' }]],
  iso: [['circle', { cx: '8', cy: '8', r: '5.5' }], ['circle', { cx: '8', cy: '8', r: '2', fill: 'currentColor' }]],
  keyboard: [
    ['rect', { x: '1.8', y: '4', width: '12.4', height: '8', rx: '1.2' }],
    ['path', { d: 'M4.5 6.8h.1M7 6.8h.1M9.5 6.8h.1M11.8 6.8h.1M5 9.5h6' }],
  ],
  lasso: [
    ['path', { d: 'M3.8 9.8C2.5 9 1.8 7.9 1.8 6.7c0-2.4 2.8-4.2 6.2-4.2s6.2 1.8 6.2 4.2-2.8 4.2-6.2 4.2c-1 0-1.8-.1-2.6-.4' }],
    ['path', { d: 'M3.6 10.1a1.3 1.3 0 1 1 1.9.7c.2 1.2-.3 2.3-1.5 2.9' }],
  ],
  latent: [
    ['circle', { cx: '4', cy: '5', r: '1.2' }],
    ['circle', { cx: '7', cy: '3.3', r: '1.2' }],
    ['circle', { cx: '6.5', cy: '6.8', r: '1.2' }],
    ['circle', { cx: '11.5', cy: '9', r: '1.2' }],
    ['circle', { cx: '9.2', cy: '11.8', r: '1.2' }],
    ['circle', { cx: '12.8', cy: '12.2', r: '1.2' }],
  ],
  layout: [
    ['rect', { x: '2', y: '6', width: '4', height: '4', rx: '.8' }],
    ['rect', { x: '10', y: '2.5', width: '4', height: '4', rx: '.8' }],
    ['rect', { x: '10', y: '9.5', width: '4', height: '4', rx: '.8' }],
    ['path', { d: 'M6 8h2M10 4.5H8v7h2' }],
  ],
  learn: [['path', { d: 'M8 4C6.5 2.9 4.5 2.6 2 2.8v9.4c2.5-.2 4.5.1 6 1.2 1.5-1.1 3.5-1.4 6-1.2V2.8c-2.5-.2-4.5.1-6 1.2zM8 4v9.4' }]],
  left: [['path', { d: 'm9.5 4.5-3.5 3.5 3.5 3.5' }]],
  link: [['path', { d: 'M6.5 9.5 9.5 6.5M7 4.8l1.3-1.3a2.9 2.9 0 0 1 4.2 4.2L11.2 9M9 11.2l-1.3 1.3a2.9 2.9 0 0 1-4.2-4.2L4.8 7' }]],
  lock: [['rect', { x: '3.5', y: '7', width: '9', height: '6.5', rx: '1.2' }], ['path', { d: 'M5.5 7V5a2.5 2.5 0 0 1 5 0v2' }]],
  log: [['rect', { x: '2', y: '3', width: '12', height: '10', rx: '1.2' }], ['path', { d: 'm4.5 6 2 2-2 2M8.5 10.5h3' }]],
  mark: [
    ['path', { d: 'M1.5 2.5 6 6v4l-4.5 3.5zM14.5 2.5 10 6v4l4.5 3.5z' }],
    ['circle', { cx: '8', cy: '8', r: '.9', fill: 'currentColor' }],
  ],
  max: [['rect', { x: '4.5', y: '4.5', width: '7', height: '7' }]],
  menu: [['path', { d: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11' }]],
  min: [['path', { d: 'M4 8h8' }]],
  near: [
    ['circle', { cx: '8', cy: '8', r: '1.3', fill: 'currentColor' }],
    ['circle', { cx: '8', cy: '8', r: '5.5', 'stroke-dasharray': '2 2' }],
  ],
  offline: [
    ['path', { d: 'M2 6.2a9 9 0 0 1 4-2.3M14 6.2a9 9 0 0 0-5-2.5M4.3 8.8a5.6 5.6 0 0 1 3-1.6M11.7 8.8a5.6 5.6 0 0 0-1.3-1M8 12.3v.1M2.5 2.5l11 11' }],
  ],
  open: [['path', { d: 'M2 12.5v-9h4l1.5 2H14v7z' }]],
  pause: [['path', { d: 'M5.2 3.5v9M10.8 3.5v9', 'stroke-width': '2.4' }]],
  pin: [['path', { d: 'M6 2.5h4l-.5 4 2 2.3h-7l2-2.3zM8 8.8v4.7' }]],
  play: [['path', { d: 'M4.5 3v10l8-5z', fill: 'currentColor' }]],
  plus: [['path', { d: 'M8 3.5v9M3.5 8h9' }]],
  queue: [['path', { d: 'M2.5 4h11M2.5 8h7M2.5 12h7M12 8v4.5M12 12.5l-1.5-1.5M12 12.5l1.5-1.5' }]],
  redo: [['path', { d: 'm10.5 3 2.7 2.7-2.7 2.7M13 5.7H7a3.6 3.6 0 0 0 0 7.2h3' }]],
  reset: [['path', { d: 'M3 8a5 5 0 1 0 1.6-3.7M3 2.8v2.7h2.7' }]],
  restore: [['path', { d: 'M5.5 5.5v-2h7v7h-2' }], ['rect', { x: '3.5', y: '5.5', width: '7', height: '7' }]],
  right: [['path', { d: 'm6.5 4.5 3.5 3.5-3.5 3.5' }]],
  save: [['path', { d: 'M2.8 2.8h8.4l2 2v8.4H2.8zM5 2.8v3.4h5V2.8M5 13.2V9.5h6v3.7' }]],
  search: [['circle', { cx: '7', cy: '7', r: '4.2' }], ['path', { d: 'm10.2 10.2 3.3 3.3' }]],
  settings: [
    ['path', { d: 'M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6' }],
    ['circle', { cx: '10', cy: '4.5', r: '1.8' }],
    ['circle', { cx: '6', cy: '11.5', r: '1.8' }],
  ],
  star: [['path', { d: 'm8 2.2 1.7 3.7 4 .4-3 2.7.9 4L8 10.9 4.4 13l.9-4-3-2.7 4-.4z' }]],
  step: [['path', { d: 'M4 3.5v9l6-4.5z', fill: 'currentColor' }], ['path', { d: 'M12 3.5v9', 'stroke-width': '1.8' }]],
  stop: [['rect', { x: '4', y: '4', width: '8', height: '8', rx: '1', fill: 'currentColor' }]],
  tag: [['path', { d: 'M2.5 2.5h5.2l5.8 5.8-5.2 5.2-5.8-5.8z' }], ['circle', { cx: '5.3', cy: '5.3', r: '.7' }]],
  theme: [['circle', { cx: '8', cy: '8', r: '5.3' }], ['path', { d: 'M8 2.7v10.6a5.3 5.3 0 0 0 0-10.6z', fill: 'currentColor' }]],
  train: [['path', { d: 'M2 2.5v11h12' }], ['path', { d: 'M4.5 5c1 4.2 2.6 5.4 4.2 5.8 1.6.4 3.3.2 5.3.2' }]],
  trash: [['path', { d: 'M2.8 4.5h10.4M6.2 4.5V3h3.6v1.5M4.2 4.5l.6 8.7h6.4l.6-8.7M6.6 7v4M9.4 7v4' }]],
  undo: [['path', { d: 'M5.5 3 2.8 5.7l2.7 2.7M3 5.7h6a3.6 3.6 0 0 1 0 7.2H6' }]],
  unlock: [['rect', { x: '3.5', y: '7', width: '9', height: '6.5', rx: '1.2' }], ['path', { d: 'M5.5 7V5a2.5 2.5 0 0 1 4.8-1' }]],
  up: [['path', { d: 'm4.5 9.5 3.5-3.5 3.5 3.5' }]],
  upload: [['path', { d: 'M8 10V2.5M4.8 5.5 8 2.3l3.2 3.2M2.8 13.5h10.4' }]],
  warn: [['path', { d: 'M8 2.5 14.2 13H1.8zM8 6.5v3M8 11.2v.1' }]],
  x: [['path', { d: 'm4.5 4.5 7 7m0-7-7 7' }]],
} as const satisfies Record<string, readonly IconShape[]>

export type IconName = keyof typeof icons

/** True for a name of the set; layer definitions name their icons in data. */
export function isIconName(name: string): name is IconName {
  return Object.hasOwn(icons, name)
}
