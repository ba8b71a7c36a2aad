"""Autoencoder on two moons, exported from Latent Studio as Keras 3.

The smallest lesson in manifolds: points on two half circles pass through a code of
a single number, so all that the decoder can draw is one curve, and it bends until
it follows both moons. Things to try: a code of two (nothing is lost), linear layers
(the curve is the first principal axis), more noise.

Data: Two moons, values as they are. Images are [batch, height, width, channels].
"""

from pathlib import Path

import keras
from keras import layers
from safetensors.numpy import load_file

WEIGHTS = Path(__file__).with_name("autoencoder_on_two_moons_keras.safetensors")


def build_encoder() -> keras.Model:
    """Encoder.

    Input: [batch, 2]. Output: [batch, 1].
    """
    return keras.Sequential(
        [
            keras.Input((2,)),
            layers.Dense(64, activation="relu", name="dense_1"),
            layers.Dense(64, activation="relu", name="dense_2"),
            layers.Dense(1, name="code"),
        ],
        name="encoder",
    )


def build_decoder() -> keras.Model:
    """Decoder.

    Input: [batch, 1]. Output: [batch, 2].
    """
    return keras.Sequential(
        [
            keras.Input((1,)),
            layers.Dense(64, activation="relu", name="dense_1"),
            layers.Dense(64, activation="relu", name="dense_2"),
            layers.Dense(2, name="point"),
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
    encoder_output = networks["encoder"](keras.random.uniform((4, 2)))
    print("encoder:", tuple(encoder_output.shape))
    decoder_output = networks["decoder"](encoder_output)
    print("decoder:", tuple(decoder_output.shape))
