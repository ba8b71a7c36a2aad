"""DCGAN on MNIST, exported from Latent Studio as Keras 3.

The convolutional GAN: the generator enlarges a 7 × 7 plane of 128 channels twice,
the discriminator halves the image twice with 64 and 128 filters. Batch
normalisation follows every inner layer but the discriminator’s first, and the
learning rates and memory are those of the paper. Things to try: no batch
normalisation, kernels of 5, the noise plane of 2 numbers.

Data: MNIST, values from 0 to 1 (bytes divided by 255). Images are [batch, height,
width, channels].
"""

from pathlib import Path

import keras
from keras import initializers, layers
from safetensors.numpy import load_file

WEIGHTS = Path(__file__).with_name("dcgan_on_mnist_keras.safetensors")


def build_generator() -> keras.Model:
    """Generator.

    Input: [batch, 64]. Output: [batch, 28, 28, 1].
    """
    return keras.Sequential(
        [
            keras.Input((64,)),
            layers.Dense(
                6272,
                use_bias=False,
                kernel_initializer=initializers.RandomNormal(stddev=0.02),
                name="dense",
            ),
            layers.Reshape((7, 7, 128), name="grid"),
            layers.BatchNormalization(momentum=0.9, epsilon=1e-5, name="batch_norm_1"),
            layers.Activation("relu", name="activation_1"),
            layers.Conv2DTranspose(
                64,
                4,
                strides=2,
                padding="same",
                use_bias=False,
                kernel_initializer=initializers.RandomNormal(stddev=0.02),
                name="conv2d_transpose",
            ),
            layers.BatchNormalization(momentum=0.9, epsilon=1e-5, name="batch_norm_2"),
            layers.Activation("relu", name="activation_2"),
            layers.Conv2DTranspose(
                1,
                4,
                strides=2,
                padding="same",
                kernel_initializer=initializers.RandomNormal(stddev=0.02),
                name="image",
            ),
            layers.Activation("sigmoid", name="output_activation"),
        ],
        name="generator",
    )


def build_discriminator() -> keras.Model:
    """Discriminator.

    Input: [batch, 28, 28, 1]. Output: [batch, 1].
    """
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(
                64,
                4,
                strides=2,
                padding="same",
                activation="leaky_relu",
                kernel_initializer=initializers.RandomNormal(stddev=0.02),
                name="conv2d_1",
            ),
            layers.Conv2D(
                128,
                4,
                strides=2,
                padding="same",
                use_bias=False,
                kernel_initializer=initializers.RandomNormal(stddev=0.02),
                name="conv2d_2",
            ),
            layers.BatchNormalization(momentum=0.9, epsilon=1e-5, name="batch_norm"),
            layers.Activation("leaky_relu", name="activation"),
            layers.Flatten(name="flatten"),
            layers.Dense(1, name="verdict"),
        ],
        name="discriminator",
    )


def load_networks(weights: Path = WEIGHTS) -> dict[str, keras.Model]:
    """The networks by name, with the exported weights."""
    arrays = load_file(weights)
    networks = [build_generator(), build_discriminator()]
    for network in networks:
        for weight in network.weights:
            name = weight.path.removeprefix(f"{network.name}/")
            weight.assign(arrays[f"{network.name}/{name}"])
    return {network.name: network for network in networks}


if __name__ == "__main__":
    # One batch through every network, to see that all is in its place.
    networks = load_networks()
    generator_output = networks["generator"](keras.random.normal((4, 64)))
    print("generator:", tuple(generator_output.shape))
    discriminator_output = networks["discriminator"](
        keras.random.uniform((4, 28, 28, 1))
    )
    print("discriminator:", tuple(discriminator_output.shape))
