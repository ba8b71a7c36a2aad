"""Convolutional VAE on MNIST, exported from Latent Studio as PyTorch.

A variational autoencoder whose encoder halves the image twice with 32 and 64
filters, and whose decoder enlarges it again with transposed convolutions. Kernels
of 4 with stride 2 overlap evenly, so no chequered pattern appears. Things to try:
more filters, batch normalisation after each convolution, a larger code.

Data: MNIST, values from 0 to 1 (bytes divided by 255). Images are [batch, channels,
height, width].
"""

from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

WEIGHTS = Path(__file__).with_name("convolutional_vae_on_mnist_pytorch.safetensors")


class Encoder(nn.Module):
    """Encoder.

    Input: [batch, 1, 28, 28]. Output: [batch, 16].

    Returns the output, and the mean and the log-variance its code was drawn from.
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv2d_1_pad = nn.ZeroPad2d((0, 1, 0, 1))
        self.conv2d_1 = nn.Conv2d(1, 32, kernel_size=3, stride=2)
        self.conv2d_2_pad = nn.ZeroPad2d((0, 1, 0, 1))
        self.conv2d_2 = nn.Conv2d(32, 64, kernel_size=3, stride=2)
        self.flatten = nn.Flatten()
        self.dense = nn.Linear(3136, 128)
        self.mean_mu = nn.Linear(128, 16)
        self.ln_sigma_2 = nn.Linear(128, 16)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = self.conv2d_1_pad(x)
        x = F.relu(self.conv2d_1(x))
        x = self.conv2d_2_pad(x)
        x = F.relu(self.conv2d_2(x))
        x = self.flatten(x)
        x = F.relu(self.dense(x))
        mean_mu = self.mean_mu(x)
        ln_sigma_2 = self.ln_sigma_2(x)
        z = mean_mu + torch.exp(0.5 * ln_sigma_2) * torch.randn_like(mean_mu)
        return z, mean_mu, ln_sigma_2


class Decoder(nn.Module):
    """Decoder.

    Input: [batch, 16]. Output: [batch, 1, 28, 28].
    """

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(16, 128),  # 128
            nn.ReLU(),
            nn.Linear(128, 3136),  # Features, 3136
            nn.ReLU(),
            nn.Unflatten(1, (64, 7, 7)),  # 64 x 7 x 7
            nn.ConvTranspose2d(64, 32, kernel_size=4, stride=2, padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(32, 1, kernel_size=4, stride=2, padding=1),
            nn.Sigmoid(),
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
        encoder_output, mean, log_variance = networks["encoder"](
            torch.rand(4, 1, 28, 28)
        )
        print("encoder:", tuple(encoder_output.shape))
        decoder_output = networks["decoder"](encoder_output)
        print("decoder:", tuple(decoder_output.shape))
