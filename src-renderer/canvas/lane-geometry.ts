// Kept where the canvas looks for it; pictures of networks made elsewhere use the same geometry.
export * from '@shared/graph/lane-geometry'
