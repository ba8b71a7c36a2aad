// Every recipe the studio knows, in the order the chooser lists them.
import { autoencoder } from './autoencoder'
import { classifier } from './classifier'
import { deepAutoencoderRbm } from './deep-autoencoder-rbm'
import { denoisingAutoencoder } from './denoising-autoencoder'
import { gan } from './gan'
import { imageCompression } from './image-compression'
import type { RecipeDefinition } from './recipe-definition'
import { logisticComponents } from './logistic-components'
import { pretrainedClassifier } from './pretrained-classifier'
import { principalComponents } from './principal-components'
import { sparseAutoencoder } from './sparse-autoencoder'
import { vae } from './vae'
import { wganGp } from './wgan-gp'

export const recipeCatalogue: readonly RecipeDefinition[] = [autoencoder, denoisingAutoencoder, sparseAutoencoder, imageCompression, deepAutoencoderRbm, principalComponents, logisticComponents, vae, classifier, pretrainedClassifier, gan, wganGp]

export function findRecipe(id: string): RecipeDefinition | undefined {
  return recipeCatalogue.find((recipe) => recipe.id === id)
}
