"""Convolutional VAE on MNIST, exported from Latent Studio as Keras 3.

A variational autoencoder whose encoder halves the image twice with 32 and 64
filters, and whose decoder enlarges it again with transposed convolutions. Kernels
of 4 with stride 2 overlap evenly, so no chequered pattern appears. Things to try:
more filters, batch normalisation after each convolution, a larger code.

Data: MNIST, values from 0 to 1 (bytes divided by 255). Images are [batch, height,
width, channels].
"""

from pathlib import Path

import keras
from keras import layers, ops
from safetensors.numpy import load_file

WEIGHTS = Path(__file__).with_name("convolutional_vae_on_mnist_keras.safetensors")


class Sampling(layers.Layer):
    """Draws a code: mean + exp(log_variance / 2) * noise."""

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator()

    def call(self, mean, log_variance):
        noise = keras.random.normal(ops.shape(mean), seed=self.seed_generator)
        return mean + ops.exp(0.5 * log_variance) * noise


def build_encoder() -> keras.Model:
    """Encoder.

    Input: [batch, 28, 28, 1]. Output: [batch, 16].

    Gives the output, and the mean and the log-variance its code was drawn from.
    """
    inputs = keras.Input((28, 28, 1))
    x = layers.Conv2D(
        32,
        3,
        strides=2,
        padding="same",
        activation="relu",
        kernel_initializer="he_normal",
        name="conv2d_1",
    )(inputs)
    x = layers.Conv2D(
        64,
        3,
        strides=2,
        padding="same",
        activation="relu",
        kernel_initializer="he_normal",
        name="conv2d_2",
    )(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(
        128, activation="relu", kernel_initializer="he_normal", name="dense"
    )(x)
    mean_mu = layers.Dense(16, kernel_initializer="he_normal", name="mean_mu")(x)
    ln_sigma_2 = layers.Dense(16, kernel_initializer="he_normal", name="ln_sigma_2")(x)
    z = Sampling(name="sample_z")(mean_mu, ln_sigma_2)
    return keras.Model(inputs, [z, mean_mu, ln_sigma_2], name="encoder")


def build_decoder() -> keras.Model:
    """Decoder.

    Input: [batch, 16]. Output: [batch, 28, 28, 1].
    """
    return keras.Sequential(
        [
            keras.Input((16,)),
            layers.Dense(
                128, activation="relu", kernel_initializer="he_normal", name="dense"
            ),
            layers.Dense(
                3136, activation="relu", kernel_initializer="he_normal", name="features"
            ),
            layers.Reshape((7, 7, 64), name="reshape"),
            layers.Conv2DTranspose(
                32,
                4,
                strides=2,
                padding="same",
                activation="relu",
                kernel_initializer="he_normal",
                name="up_1",
            ),
            layers.Conv2DTranspose(1, 4, strides=2, padding="same", name="up_2"),
            layers.Activation("sigmoid", name="output_activation"),
        ],
        name="decoder",
    )


def load_networks(weights: Path = WEIGHTS) -> dict[str, keras.Model]:
    """The networks by name, with the exported weights."""
    arrays = load_file(weights)
    networks = [build_encoder(), build_decoder()]
    for network in networks:
        for weight in network.weights:
            name = weight.path.removeprefix(f"{network.name}/")
            weight.assign(arrays[f"{network.name}/{name}"])
    return {network.name: network for network in networks}


if __name__ == "__main__":
    # One batch through every network, to see that all is in its place.
    networks = load_networks()
    encoder_output, mean, log_variance = networks["encoder"](
        keras.random.uniform((4, 28, 28, 1))
    )
    print("encoder:", tuple(encoder_output.shape))
    decoder_output = networks["decoder"](encoder_output)
    print("decoder:", tuple(decoder_output.shape))
