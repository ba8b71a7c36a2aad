// How far apart layers stand: side by side and one under another.
import { NODE_HEIGHT, NODE_WIDTH } from './node-size'

export const COLUMN_PITCH = NODE_WIDTH + 54
export const ROW_PITCH = NODE_HEIGHT + 14
