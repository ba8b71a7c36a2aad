// How large a node is drawn, in canvas units; what lays nodes out keeps to it.
export const NODE_WIDTH = 116
export const NODE_HEIGHT = 90
