"""Autoencoder on two moons, exported from Latent Studio as PyTorch.

The smallest lesson in manifolds: points on two half circles pass through a code of
a single number, so all that the decoder can draw is one curve, and it bends until
it follows both moons. Things to try: a code of two (nothing is lost), linear layers
(the curve is the first principal axis), more noise.

Data: Two moons, values as they are. Images are [batch, channels, height, width].
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

WEIGHTS = Path(__file__).with_name("autoencoder_on_two_moons_pytorch.safetensors")


class Encoder(nn.Module):
    """Encoder.

    Input: [batch, 2]. Output: [batch, 1].
    """

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(2, 64),  # 64
            nn.ReLU(),
            nn.Linear(64, 64),
            nn.ReLU(),
            nn.Linear(64, 1),  # Code, 1
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


class Decoder(nn.Module):
    """Decoder.

    Input: [batch, 1]. Output: [batch, 2].
    """

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(1, 64),  # 64
            nn.ReLU(),
            nn.Linear(64, 64),
            nn.ReLU(),
            nn.Linear(64, 2),  # Point, 2
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


def load_networks(weights: Path = WEIGHTS) -> nn.ModuleDict:
    """The networks with the exported weights, ready to be used."""
    networks = nn.ModuleDict({"encoder": Encoder(), "decoder": Decoder()})
    networks.load_state_dict(load_file(weights))
    return networks.eval()


if __name__ == "__main__":
    # One batch through every network, to see that all is in its place.
    networks = load_networks()
    with torch.no_grad():
        encoder_output = networks["encoder"](torch.rand(4, 2))
        print("encoder:", tuple(encoder_output.shape))
        decoder_output = networks["decoder"](encoder_output)
        print("decoder:", tuple(decoder_output.shape))
