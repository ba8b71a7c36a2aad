"""DCGAN on MNIST, exported from Latent Studio as PyTorch.

The convolutional GAN: the generator enlarges a 7 × 7 plane of 128 channels twice,
the discriminator halves the image twice with 64 and 128 filters. Batch
normalisation follows every inner layer but the discriminator’s first, and the
learning rates and memory are those of the paper. Things to try: no batch
normalisation, kernels of 5, the noise plane of 2 numbers.

Data: MNIST, values from 0 to 1 (bytes divided by 255). Images are [batch, channels,
height, width].

Batch norm: PyTorch keeps the unbiased variance (n - 1) in its running average, the
studio the biased one (n).
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

WEIGHTS = Path(__file__).with_name("dcgan_on_mnist_pytorch.safetensors")


class Generator(nn.Module):
    """Generator.

    Input: [batch, 64]. Output: [batch, 1, 28, 28].
    """

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(64, 6272, bias=False),  # 6272
            nn.Unflatten(1, (128, 7, 7)),  # Grid, 128 x 7 x 7
            nn.BatchNorm2d(128),
            nn.ReLU(),
            nn.ConvTranspose2d(128, 64, kernel_size=4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(),
            nn.ConvTranspose2d(64, 1, kernel_size=4, stride=2, padding=1),
            nn.Sigmoid(),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


class Discriminator(nn.Module):
    """Discriminator.

    Input: [batch, 1, 28, 28]. Output: [batch, 1].
    """

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 64, kernel_size=4, stride=2, padding=1),  # 64 x 14 x 14
            nn.LeakyReLU(0.2),
            nn.Conv2d(64, 128, kernel_size=4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(128),
            nn.LeakyReLU(0.2),
            nn.Flatten(),  # 6272
            nn.Linear(6272, 1),  # Verdict, 1
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


def load_networks(weights: Path = WEIGHTS) -> nn.ModuleDict:
    """The networks with the exported weights, ready to be used."""
    networks = nn.ModuleDict(
        {"generator": Generator(), "discriminator": Discriminator()}
    )
    networks.load_state_dict(load_file(weights))
    return networks.eval()


if __name__ == "__main__":
    # One batch through every network, to see that all is in its place.
    networks = load_networks()
    with torch.no_grad():
        generator_output = networks["generator"](torch.randn(4, 64))
        print("generator:", tuple(generator_output.shape))
        discriminator_output = networks["discriminator"](torch.rand(4, 1, 28, 28))
        print("discriminator:", tuple(discriminator_output.shape))
