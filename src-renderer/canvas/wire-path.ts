// Kept where the canvas looks for it; pictures of networks made elsewhere draw the same lines.
export * from '@shared/graph/wire-path'
