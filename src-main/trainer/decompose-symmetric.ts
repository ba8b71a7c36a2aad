// Eigenvalues and eigenvectors of a symmetric matrix, by a library: 784 by 784 takes about a second.
import { PCA } from 'ml-pca'
import type { SymmetricDecomposition } from '@shared/recipes/training-stage'

export const decomposeSymmetric: SymmetricDecomposition = (matrix, size) => {
  const rows = Array.from({ length: size }, (_, row) => Array.from(matrix.subarray(row * size, (row + 1) * size)))
  // Given a covariance matrix, it decomposes that and sorts; it asks for no data.
  const found = new PCA(rows, { isCovarianceMatrix: true })
  const columns = found.getEigenvectors()
  const vectors = new Float64Array(size * size)
  for (let vector = 0; vector < size; vector += 1) for (let at = 0; at < size; at += 1) vectors[vector * size + at] = columns.get(at, vector)
  return { values: Float64Array.from(found.getEigenvalues()), vectors }
}
