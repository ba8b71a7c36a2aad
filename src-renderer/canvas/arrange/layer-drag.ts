// The kind of thing a layer is while it is dragged from the palette: browsers show it on drag-over, its value only on drop.
export const LAYER_DRAG_TYPE = 'application/x-latent-studio-layer'
